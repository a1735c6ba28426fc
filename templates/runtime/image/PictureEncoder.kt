package dev.litert.sdkgen.runtime

/**
 * A signature that reads one picture, as the manifest's step of type `image` says.
 *
 * @param embeddings the output that holds what is made of the picture; null where the session hands it on to other signatures
 * @throws ModelMismatchException if the model has no such signature
 */
internal class PictureEncoder(session: ModelSession, signature: String, embeddings: String?) {
    private val call = session.call(signature)
    private val input = call.input(ImageStep(session.bundle).pixelsInput, ElementType.FLOAT32)
    private val made = embeddings?.let { call.output(it, ElementType.FLOAT32) }

    /**
     * Reads the pixels that an [ImagePreprocessor] gives. Use inside [ModelSession.exclusive].
     *
     * @return the embeddings; empty where the session hands them on
     */
    fun encode(pixels: FloatArray): FloatArray {
        input.write(pixels)
        call.run()
        return made?.read() ?: FloatArray(0)
    }
}
