package dev.litert.sdkgen.runtime

/**
 * Reads the text in a picture token by token, as KerasHub's `generate` does: the generated classes of text recognition are thin views of it.
 *
 * A text owns the session from the reading of its picture to its last token, so two never share a cache.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public class TextReader(session: ModelSession) : ImageToText {
    private val step = GenerationStep(session.bundle)
    private val preprocessor = ImagePreprocessor(session.bundle)
    private val encoder = PictureEncoder(session, "encode", null)
    private val loop = TextLoop(session, step, TextStep(session.bundle).tokenizer())

    /** Tokens that a text can have, with the one that it begins with. */
    public val contextLength: Int get() = step.contextLength

    /**
     * @throws IllegalArgumentException if the model takes pictures of one size only and [image] has another
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun read(image: RgbImage, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        val pixels = preprocessor.pixels(image)
        val answer = loop.generate(step.start, options, listener) { encoder.encode(pixels) }
        return GeneratedText(answer.text, answer.tokenIds, 0, answer.finishReason)
    }

    /**
     * What the model generates in place of the tokens of [sample].
     *
     * @throws IllegalStateException if it is the sample of a model that reads no picture
     */
    public fun replay(sample: GenerationSample): IntArray {
        val pixels = checkNotNull(sample.pictures.singleOrNull()) { "$sample has no picture" }
        return loop.generateTokens(step.start, sample.options, { true }) { encoder.encode(pixels) }
    }
}
