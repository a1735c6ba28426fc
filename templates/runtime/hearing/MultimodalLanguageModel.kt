package dev.litert.sdkgen.runtime

/**
 * Continues a prompt that has pictures and sounds, as KerasHub's `generate` does: the generated classes of models that see and hear are thin
 * views of it.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public class MultimodalLanguageModel(session: ModelSession) : VisionLanguageModel(session), MultimodalTextGenerator {
    private val described = PromptPictures(session.bundle, "sounds", "sounds")
    private val marker = described.marker ?: throw ModelMismatchException("${session.bundle}: manifest.json: expected a marker of sounds")
    private val pictureReader = reader as? PlacedReader ?: throw ModelMismatchException("${session.bundle}: manifest.json: expected a marker of pictures")
    private val soundEncoder = PromptSoundEncoder(session, described.embeddings)
    private val soundReader = PlacedReader(session, step, described, marker, loop.model, "prefill_audio")

    /** What stands for a sound in a prompt. */
    public val soundMarker: String get() = marker.text

    /** The most sounds that a prompt can have. */
    public val mostSounds: Int get() = described.most

    /** Samples a second that the model expects; sounds at another rate are resampled. */
    public val samplingRate: Int get() = soundEncoder.samplingRate

    /** Samples, at [samplingRate], that the model hears of a sound; the rest is cut off. */
    public val soundLength: Int get() = soundEncoder.length

    override fun end(prompt: IntArray): Int = maxOf(super.end(prompt), soundReader.end(prompt))

    /** The tokens of [prompt], with those that the model wants in front, and one for each place of a picture or of the longest sound. */
    override fun encode(prompt: String): IntArray = tokens(prompt, emptyList())

    /** As [encode], with as many places as each of [sounds] takes. */
    internal fun tokens(prompt: String, sounds: List<SoundFeatures>): IntArray = super.encode(described.expanded(prompt, places(sounds)))

    /** As below, without sounds. */
    override fun generate(prompt: String, images: List<RgbImage>, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        generate(prompt, images, emptyList(), options, listener)

    /**
     * What the model adds to [prompt], which has [imageMarker] where each of [images] is, and [soundMarker] where each of [sounds] is.
     *
     * @throws IllegalArgumentException if [prompt] has more tokens than the context or another number of pictures or sounds, if a sound has
     * hardly a sample, or if [GenerationOptions.contextEnd] is [ContextEnd.SLIDE], which pictures and sounds cannot
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun generate(
        prompt: String,
        images: List<RgbImage>,
        sounds: List<Sound>,
        options: GenerationOptions,
        listener: TokenListener<String>,
    ): GeneratedText {
        val heard = sounds.map(soundEncoder::features)
        val tokens = tokens(prompt, heard)
        check(tokens, images.size, heard, options)
        val pixels = pixels(images)
        return loop.generate(tokens, options, listener, end(tokens)) { read(tokens, pixels, heard) }
    }

    /** As [VisionLanguageModel.generateTokens]: of tokens without a picture and a sound. */
    override fun generateTokens(prompt: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray =
        generateTokens(prompt, emptyList(), emptyList(), options, listener)

    override fun replay(sample: GenerationSample): IntArray = generateTokens(sample.prompt, sample.pictures, sample.sounds, sample.options) { true }

    private fun generateTokens(
        tokens: IntArray,
        pixels: List<FloatArray>,
        sounds: List<SoundFeatures>,
        options: GenerationOptions,
        listener: TokenListener<Int>,
    ): IntArray {
        check(tokens, pixels.size, sounds, options)
        return loop.generateTokens(tokens, options, listener, end(tokens)) { read(tokens, pixels, sounds) }
    }

    private fun places(sounds: List<SoundFeatures>): List<Int> = sounds.map { described.taken(it.frames) }

    private fun check(tokens: IntArray, images: Int, sounds: List<SoundFeatures>, options: GenerationOptions) {
        check(tokens, images, options)
        described.check(tokens, places(sounds), marker)
        soundReader.check(tokens, places(sounds), contextLength)
        require(sounds.isEmpty() || options.contextEnd != ContextEnd.SLIDE) { "contextEnd: expected STOP or ERROR for a prompt with sounds, which cannot slide, but was SLIDE" }
    }

    private fun read(tokens: IntArray, pixels: List<FloatArray>, sounds: List<SoundFeatures>) {
        val heard = sounds.map(soundEncoder::encode)
        loop.model.read(tokens, pictureReader.runs(tokens, encoded(pixels)) + soundReader.runs(tokens, heard, places(sounds)))
    }
}
