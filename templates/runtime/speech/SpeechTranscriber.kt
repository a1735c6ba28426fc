package dev.litert.sdkgen.runtime

/**
 * Writes down speech token by token, as KerasHub's `generate` does: the generated classes of speech recognition are thin views of it.
 *
 * A transcription owns the session from the reading of its sound to its last token, so two never share a cache.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public class SpeechTranscriber(session: ModelSession) : SpeechToText {
    private val step = GenerationStep(session.bundle)
    private val encoder = SoundEncoder(session)
    private val loop = TextLoop(session, step, TextStep(session.bundle).tokenizer())

    /** Samples a second that the model expects. */
    public val samplingRate: Int get() = encoder.samplingRate

    /** The fewest and the most samples that the model takes at once: cut longer sounds into pieces, best where nobody speaks. */
    public val shortest: Int get() = encoder.lengths.first

    /** The most samples; see [shortest]. */
    public val longest: Int get() = encoder.lengths.last

    /** Tokens that a transcription can have, with those that it begins with. */
    public val contextLength: Int get() = step.contextLength

    /**
     * @throws IllegalArgumentException if there are fewer [samples] than [shortest] or more than [longest], or one is not finite
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun transcribe(samples: FloatArray, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        check(samples)
        val answer = loop.generate(step.start, options, listener) { encoder.encode(samples) }
        return GeneratedText(answer.text, answer.tokenIds, 0, answer.finishReason)
    }

    /** As above, of 16-bit samples as Android's `AudioRecord` gives them. */
    public fun transcribe(samples: ShortArray, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        transcribe(Sound.ofPcm16(samples, samplingRate).samples, options, listener)

    /** As above, of a sound at any sampling rate. */
    public fun transcribe(sound: Sound, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        transcribe(sound.resampled(samplingRate).samples, options, listener)

    /**
     * What the model generates in place of the tokens of [sample].
     *
     * @throws IllegalStateException if it is the sample of a model that reads no sound
     */
    public fun replay(sample: GenerationSample): IntArray {
        val sound = checkNotNull(sample.sound) { "$sample has no sound" }
        check(sound)
        return loop.generateTokens(step.start, sample.options, { true }) { encoder.encode(sound) }
    }

    private fun check(samples: FloatArray) {
        require(samples.size in encoder.lengths) { "samples: expected $shortest to $longest of them but was ${samples.size}" }
        requireFinite(samples)
    }
}
