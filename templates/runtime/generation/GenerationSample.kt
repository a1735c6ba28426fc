package dev.litert.sdkgen.runtime

/**
 * What Keras generated for a prompt when the model was exported, the likeliest token each time: proof that a device generates the same.
 *
 * @property text the prompt as text, or null where it is a row of tokens only
 * @property source tokens of the text that an encoder reads, or null where there is none
 * @property sound samples of the sound that an encoder reads, or null where there is none
 * @property pictures what the model takes of each picture
 * @property prompt tokens of the prompt; with a [source], a [sound] or a picture for an encoder those that the answer goes on from
 * @property tokens what follows it, stop tokens included
 */
public class GenerationSample private constructor(
    public val text: String?,
    public val source: IntArray?,
    public val sound: FloatArray?,
    public val pictures: List<FloatArray>,
    public val prompt: IntArray,
    public val tokens: IntArray,
    internal val sounds: List<SoundFeatures>,
) {
    internal val options get() = GenerationOptions(tokens.size, Sampler.greedy(), stopTokenIds = emptySet())

    /** What [model] generates in place of [tokens]. */
    public fun replay(model: CausalLanguageModel): IntArray = model.replay(this)

    /**
     * What [model] generates in place of [tokens].
     *
     * @throws IllegalStateException if this is the sample of a model without an encoder
     */
    public fun replay(model: Seq2SeqLanguageModel): IntArray = model.replay(this)

    override fun toString(): String =
        text
            ?: source?.let { "a source of ${it.size} tokens" }
            ?: sound?.let { "a sound of ${it.size} samples" }
            ?: "a prompt of ${prompt.size} tokens"

    public companion object {
        /**
         * The samples of [bundle], at least one.
         *
         * @throws ModelMismatchException if it was exported without samples
         */
        @JvmStatic
        public fun of(bundle: ModelBundle): List<GenerationSample> {
            val file = bundle.manifest.samplesFile ?: throw ModelMismatchException("$bundle has no samples; export it without --no-samples")
            val samples = bundle.json(file)["continuations"]
            if (samples.list.isEmpty()) samples.fail("at least one continuation")
            return samples.list.map {
                GenerationSample(
                    text = it.find("text")?.string,
                    source = it.find("source")?.ints(),
                    sound = it.find("sound")?.let(::sound),
                    pictures = it.find("pictures")?.list.orEmpty().map { picture -> picture(bundle, picture) },
                    prompt = it["prompt"].ints(),
                    tokens = it["tokens"].ints(),
                    sounds = it.find("sounds")?.list.orEmpty().map { sound -> features(bundle, sound) },
                )
            }
        }

        private fun picture(bundle: ModelBundle, json: Json) =
            samplePattern(json["pattern"].long, bundle.manifest.signatures.first().inputs.first().elements)

        private fun features(bundle: ModelBundle, json: Json): SoundFeatures {
            val steps = bundle.manifest.json["preprocess"]
            val step = steps.list.find { it["type"].string == "log_mel" } ?: steps.fail("a step of type log_mel")
            val input = bundle.manifest.input(step["feeds"]["features"])
            return SoundFeatures(samplePattern(json["pattern"].long, input.elements), json["frames"].integer(1L..input.elements).toInt())
        }

        private fun sound(json: Json) = samplePattern(json["pattern"].long, json["samples"].integer(1L..MOST_SAMPLES).toInt())

        /** Far more than a model takes: a larger number is a mistake, not a size to allocate. */
        private const val MOST_SAMPLES = 1L shl 24

        private fun Json.ints(): IntArray = list.map { it.int }.toIntArray()
    }
}
