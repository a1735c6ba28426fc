package dev.litert.sdkgen.runtime

import kotlin.math.ceil

/**
 * Turns sound into the input of an encoder, as the manifest's `preprocess` step says, and the encoder's output into an answer.
 *
 * A step of type `log_mel` makes mel bands of the samples; one of type `audio` gives the samples to a model that does so by itself.
 * Safe to use from several threads.
 *
 * @throws ModelMismatchException if the manifest has neither step, or one that makes no sense
 */
public class SoundPreprocessor(bundle: ModelBundle) {
    private val step = bundle.manifest.json["preprocess"].let { it.list.singleOrNull() ?: it.fail("one step") }
    private val logMel = if (step["type"].string == "log_mel") LogMel(bundle) else null
    private val frames = bundle.manifest.json["postprocess"]["output"].let { name ->
        val shape = bundle.manifest.output(name).shape
        if (shape.size != 3 || shape[1] < 1) name.fail("an output of shape [1, frames, size], not $shape,")
        shape[1]
    }

    /** Samples a second that the model expects; sounds at another rate are resampled. */
    public val samplingRate: Int = step["sampling_rate"].integer(Sound.RATES.first.toLong()..Sound.RATES.last).toInt()

    /** Samples, at [samplingRate], that the model reads of a sound. */
    public val length: Int = step["length"].integer(1L..MOST).toInt()

    /** The values of the model's input. */
    public fun values(sound: Sound): FloatArray = logMel?.features(sound) ?: sound.resampled(samplingRate).samples.copyOf(length)

    /** The answer for [sound], of which the model made [values]. */
    public fun encoded(values: FloatArray, sound: Sound): EncodedSound {
        val seconds = length.toDouble() / samplingRate / frames
        val used = ceil(sound.samples.size.toDouble() / sound.samplingRate / seconds).coerceAtMost(frames.toDouble())
        return EncodedSound(values, frames, used.toInt(), seconds)
    }

    private companion object {
        const val MOST = 100_000_000L
    }
}
