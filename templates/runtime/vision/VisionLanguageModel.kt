package dev.litert.sdkgen.runtime

/**
 * Continues a prompt that has pictures, as KerasHub's `generate` does: the generated classes of models that see are thin views of it.
 *
 * An answer owns the session from the reading of its pictures to its last token, so two answers never share a cache.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public open class VisionLanguageModel(session: ModelSession) : CausalLanguageModel(session), ImageTextGenerator {
    private val pictures = PromptPictures(session.bundle)
    private val preprocessor = ImagePreprocessor(session.bundle)
    private val encoder = PictureEncoder(session, "encode_image", pictures.embeddings)
    internal val reader: EmbeddingReader = if (pictures.marker == null) PrefixReader(session, step, pictures) else PlacedReader(session, step, pictures, pictures.marker, loop.model)

    /** What stands for a picture in a prompt; null where the one picture of each prompt stands in front of it. */
    public val imageMarker: String? get() = pictures.marker?.text

    /** The most pictures that a prompt can have. */
    public val mostImages: Int get() = pictures.most

    /** How many tokens of [prompt] are read by something else than their ids alone: up to the last place of a picture. */
    internal open fun end(prompt: IntArray): Int = reader.end(prompt)

    /** The tokens of [prompt], with those that the model wants in front, and one for each place of a picture: -1 if it stands in front. */
    override fun encode(prompt: String): IntArray = pictures.placed(super.encode(pictures.expanded(prompt)))

    /** As below, without a picture, which not every model can do. */
    override fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        generate(prompt, emptyList(), options, listener)

    /**
     * What the model adds to [prompt], which has [imageMarker] where each of [images] is.
     *
     * @throws IllegalArgumentException if [prompt] has more tokens than the context or another number of pictures than [images], if a picture has
     * a size that the model does not take, or if [GenerationOptions.contextEnd] is [ContextEnd.SLIDE], which pictures cannot
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun generate(prompt: String, images: List<RgbImage>, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        val tokens = encode(prompt)
        check(tokens, images.size, options)
        return loop.generate(tokens, options, listener, end(tokens), reading(tokens, pixels(images)))
    }

    override fun generateTokens(prompt: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray =
        generateTokens(prompt, emptyList(), options, listener)

    override fun answer(prompt: IntArray, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        require(end(prompt) == 0) { "a conversation has no pictures and no sounds; ask about them with generate" }
        return super.answer(prompt, options, listener)
    }

    /** What the model generates in place of the tokens of [sample]. */
    override fun replay(sample: GenerationSample): IntArray = generateTokens(pictures.placed(sample.prompt), sample.pictures, sample.options) { true }

    private fun generateTokens(tokens: IntArray, pixels: List<FloatArray>, options: GenerationOptions, listener: TokenListener<Int>): IntArray {
        check(tokens, pixels.size, options)
        return loop.generateTokens(tokens, options, listener, end(tokens), reading(tokens, pixels))
    }

    /** Encodes the pictures once, however often they are read. */
    private fun reading(tokens: IntArray, pixels: List<FloatArray>): () -> Unit {
        val embeddings by lazy { encoded(pixels) }
        return { reader.read(tokens, embeddings) }
    }

    internal fun pixels(images: List<RgbImage>): List<FloatArray> = images.map(preprocessor::pixels)

    /** The embeddings of preprocessed pictures. Use inside [ModelSession.exclusive]. */
    internal fun encoded(pixels: List<FloatArray>): List<FloatArray> = pixels.map(encoder::encode)

    internal fun check(tokens: IntArray, images: Int, options: GenerationOptions) {
        pictures.check(tokens, images)
        require(images == 0 || options.contextEnd != ContextEnd.SLIDE) { "contextEnd: expected STOP or ERROR for a prompt with pictures, which cannot slide, but was SLIDE" }
    }
}
