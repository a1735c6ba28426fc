package dev.litert.sdkgen.runtime

/**
 * Makes text of a picture and a text, as KerasHub's `generate` does: the generated classes of encoder-decoder models that see are thin views of it.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public class VisionSeq2SeqLanguageModel(session: ModelSession) : Seq2SeqLanguageModel(session), ImageTextGenerator {
    private val preprocessor = ImagePreprocessor(session.bundle)
    private val input = encoder.call.input(ImageStep(session.bundle).pixelsInput, ElementType.FLOAT32)

    /** Refused: the model reads a picture with each text. */
    override fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        generate(prompt, emptyList(), options, listener)

    /**
     * What the model makes of the text [prompt] with the one picture of [images] in view.
     *
     * @throws IllegalArgumentException if there is not one picture, or one of a size that the model does not take
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun generate(prompt: String, images: List<RgbImage>, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        require(images.size == 1) { "images: expected one picture, which the model reads with the text, but was ${images.size}" }
        val pixels = preprocessor.pixels(images.single())
        return answer(encode(prompt), options, listener) { input.write(pixels) }
    }

    override fun generateTokens(source: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray =
        throw IllegalArgumentException("images: expected one picture, which the model reads with the text: use generate")

    override fun replay(sample: GenerationSample): IntArray {
        val pixels = checkNotNull(sample.pictures.singleOrNull()) { "$sample has no picture" }
        return replay(sample) { input.write(pixels) }
    }
}
