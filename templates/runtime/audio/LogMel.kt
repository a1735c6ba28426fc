package dev.litert.sdkgen.runtime

import kotlin.math.ln
import kotlin.math.log10
import kotlin.math.max

/**
 * How loud a sound is in each mel band from moment to moment: what encoders of sound read, as KerasHub's audio converters have it.
 *
 * Reads the step of type `log_mel` in the manifest. An instance keeps no sound and may be used by several threads.
 *
 * @throws ModelMismatchException if the manifest of [bundle] has no such step, or one that makes no sense
 */
public class LogMel(bundle: ModelBundle) {
    internal val step = LogMelStep(bundle)

    /** Samples a second that the model expects; sounds at another rate are resampled. */
    public val samplingRate: Int get() = step.samplingRate

    /** Samples, at [samplingRate], that the model reads of a sound; the rest is cut off. */
    public val length: Int get() = step.length

    /** Moments of which there is a value for each band, however long the sound is. */
    public val frames: Int get() = step.frames

    /** Mel bands, from low to high. */
    public val bands: Int get() = step.filters.size

    /**
     * float32[[frames], [bands]], moment by moment: the values of an input of the model.
     *
     * The sound is cut off, or followed by silence, where it does not have the [length] that the model reads.
     */
    public fun features(sound: Sound): FloatArray {
        val moments = Spectrum.MOMENTS
        val blocks = (frames + moments - 1) / moments
        val signal = step.signal.of(sound.resampled(samplingRate).samples, (blocks * moments - 1) * step.stride + step.frame)
        val spectrum = Spectrum(step.frame, step.transform, step.isPower)
        val block = DoubleArray(bands * moments)
        val logs = DoubleArray(frames * bands)
        for (first in 0 until frames step moments) {
            spectrum.of(signal, first * step.stride, step.stride)
            step.filters.apply(spectrum.values, moments, block)
            for (frame in first until minOf(first + moments, frames)) {
                for (band in 0 until bands) logs[frame * bands + band] = log(block[band * moments + frame - first])
            }
        }
        val least = logs.max() - step.range
        return FloatArray(logs.size) { ((max(logs[it], least) - step.mean[it % bands]) / step.deviation[it % bands]).toFloat() }
    }

    /** For each of [frames] moments whether it is sound: the values of the input that masks the silence behind it, where the model has one. */
    public fun mask(sound: Sound): BooleanArray {
        val used = moments(sound)
        return BooleanArray(frames) { it < used }
    }

    /** How many of [frames] moments are [sound]. */
    internal fun moments(sound: Sound): Int = minOf(step.moments(minOf(sound.resampled(samplingRate).samples.size, length)), frames)

    private fun log(value: Double): Double {
        val raised = if (step.isFloorAdded) value + step.floor else max(value, step.floor)
        return if (step.isDecimal) log10(raised) else ln(raised)
    }
}
