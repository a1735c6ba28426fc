package dev.litert.sdkgen.runtime

/**
 * The signature `encode` of a model that reads a picture, as the manifest's step of type `image` says; its session hands on what the decoder
 * needs of it.
 *
 * @throws ModelMismatchException if the model has no such signature, or if the step does not feed it
 */
internal class PixelEncoder(session: ModelSession) {
    private val call = session.call("encode")
    private val input = call.input(ImageStep(session.bundle).pixelsInput, ElementType.FLOAT32)

    /** Reads the pixels that an [ImagePreprocessor] gives. Use inside [ModelSession.exclusive]. */
    fun encode(pixels: FloatArray) {
        input.write(pixels)
        call.run()
    }
}
