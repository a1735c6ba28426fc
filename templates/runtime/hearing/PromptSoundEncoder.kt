package dev.litert.sdkgen.runtime

/**
 * The signature `encode_audio`: a sound as what a language model reads of it.
 *
 * @throws ModelMismatchException if the model has no such signature, or other tensors
 */
internal class PromptSoundEncoder(session: ModelSession, embeddings: String) {
    private val logMel = LogMel(session.bundle)
    private val call = session.call("encode_audio")
    private val bands = call.input(logMel.step.featuresInput, ElementType.FLOAT32)
    private val mask = call.input(
        logMel.step.maskInput ?: throw ModelMismatchException("${session.bundle}: manifest.json: expected a feed frame_mask, which says what of its input is sound"),
        ElementType.INT32,
    )
    private val output = call.output(embeddings, ElementType.FLOAT32)

    /** Samples a second that the model expects. */
    val samplingRate: Int get() = logMel.samplingRate

    /** The most samples, at [samplingRate], that the model hears of a sound. */
    val length: Int get() = logMel.length

    /** @throws IllegalArgumentException if [sound] is too short for one moment */
    fun features(sound: Sound): SoundFeatures {
        val heard = sound.resampled(samplingRate)
        val frames = logMel.moments(heard)
        require(frames > 0) {
            "sounds: expected about ${logMel.step.frame} samples or more, $samplingRate of them a second, but there are ${heard.samples.size}"
        }
        return SoundFeatures(logMel.features(heard), frames)
    }

    /** The embeddings of a sound. Use inside [ModelSession.exclusive]. */
    fun encode(sound: SoundFeatures): FloatArray {
        bands.write(sound.bands)
        mask.write(IntArray(logMel.frames) { if (it < sound.frames) 1 else 0 })
        call.run()
        return output.read()
    }
}
