package dev.litert.sdkgen.runtime

/**
 * Turns a text that may have a picture into another one, as KerasHub's `generate` does: the generated classes of encoder-decoder models
 * whose texts say where their pictures are, are thin views of it.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public class MarkedSeq2SeqLanguageModel(session: ModelSession) : Seq2SeqLanguageModel(session), ImageTextGenerator {
    private val pictures = PromptPictures(session.bundle)
    private val preprocessor = ImagePreprocessor(session.bundle)
    private val pictureEncoder = PictureEncoder(session, "encode_image", pictures.embeddings)
    private val input = encoder.call.input(pictures.embeddings, ElementType.FLOAT32)
    private val none = FloatArray(encoder.call.inputs.first { it.name == pictures.embeddings }.elements)

    /** What stands for a picture in a text. */
    public val imageMarker: String = pictures.marker?.text ?: throw ModelMismatchException("${session.bundle}: expected a marker of pictures")

    /** The most pictures that a text can have. */
    public val mostImages: Int get() = pictures.most

    /** The tokens that the model reads of [source], with one for each place of a picture: at most [sourceLength]. */
    override fun encode(source: String): IntArray = super.encode(pictures.expanded(source))

    /** As below, without a picture. */
    override fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        generate(prompt, emptyList(), options, listener)

    /**
     * What the model makes of the text [prompt], which has [imageMarker] where each of [images] is.
     *
     * @throws IllegalArgumentException if [prompt] has another number of pictures than [images], or is so long that a place of one is left out,
     * or if a picture has a size that the model does not take
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun generate(prompt: String, images: List<RgbImage>, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        val source = encode(prompt)
        pictures.check(source, images.size)
        val pixels = images.map(preprocessor::pixels)
        return answer(source, options, listener) { see(pixels) }
    }

    override fun generateTokens(source: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray {
        pictures.check(source, 0)
        return answerTokens(source, options, listener) { see(emptyList()) }
    }

    override fun replay(sample: GenerationSample): IntArray {
        pictures.check(source(sample), sample.pictures.size)
        return replay(sample) { see(sample.pictures) }
    }

    private fun see(pixels: List<FloatArray>): Unit = input.write(if (pixels.isEmpty()) none else pictureEncoder.encode(pixels.single()))
}
