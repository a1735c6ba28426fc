package dev.litert.sdkgen.runtime

/**
 * The signature `encode_image`: a picture as what a language model reads of it.
 *
 * @throws ModelMismatchException if the model has no such signature, or other tensors
 */
internal class PictureEncoder(session: ModelSession, embeddings: String) {
    private val call = session.call("encode_image")
    private val input = call.input(call.inputs.single().name, ElementType.FLOAT32)
    private val output = call.output(embeddings, ElementType.FLOAT32)

    /** The embeddings of a preprocessed picture. Use inside [ModelSession.exclusive]. */
    fun encode(pixels: FloatArray): FloatArray {
        input.write(pixels)
        call.run()
        return output.read()
    }
}
