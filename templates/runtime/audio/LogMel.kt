package dev.litert.sdkgen.runtime

import kotlin.math.PI
import kotlin.math.cos
import kotlin.math.log10
import kotlin.math.max

/**
 * How loud a sound is in each mel band from moment to moment: what Whisper's encoder reads, as KerasHub's `WhisperAudioConverter` has it.
 *
 * Reads the step of type `log_mel` in the manifest. An instance keeps no sound and may be used by several threads.
 *
 * @throws ModelMismatchException if the manifest of [bundle] has no such step, or one that makes no sense
 */
public class LogMel(bundle: ModelBundle) {
    private val step = bundle.manifest.json["preprocess"].list.let { steps ->
        steps.find { it["type"].string == "log_mel" } ?: bundle.manifest.json["preprocess"].fail("a step of type log_mel")
    }
    private val length = step["length"].integer(1L..MOST).toInt()
    private val stride = step["stride"].integer(1L..length).toInt()
    private val frame = step["frame"].integer(2L..length).toInt()

    /** Samples a second that the model expects; sounds at another rate are resampled. */
    public val samplingRate: Int = step["sampling_rate"].integer(Sound.RATES.first.toLong()..Sound.RATES.last).toInt()

    /** Moments of which there is a value for each band, however long the sound is. */
    public val frames: Int = length / stride

    /** Mel bands, from low to high. */
    public val bands: Int = step["bands"].integer(1L..frame).toInt()

    private val window = DoubleArray(frame) { 0.5 - 0.5 * cos(2 * PI * it / frame) }
    private val filters = MelFilters(samplingRate, frame, bands)

    /**
     * float32[[frames], [bands]], moment by moment: the values of an input of the model.
     *
     * The sound is cut off, or followed by silence, where it does not have the length that the model reads (30 seconds).
     */
    public fun features(sound: Sound): FloatArray {
        val samples = sound.resampled(samplingRate).samples.let { if (it.size > length) it.copyOf(length) else it }
        val fourier = Fourier(frame)
        val power = DoubleArray(frame / 2 + 1)
        val logs = DoubleArray(frames * bands)
        for (index in 0 until frames) {
            val start = index * stride - frame / 2
            // what lies behind the sound and does not mirror its end, is silent
            val isSilent = start >= samples.size && start + frame <= length
            if (isSilent) power.fill(0.0) else powers(samples, start, fourier, power)
            filters.apply(power, logs, index * bands)
        }
        for (i in logs.indices) logs[i] = log10(max(logs[i], SMALLEST))
        val least = logs.max() - RANGE
        return FloatArray(logs.size) { ((max(logs[it], least) + OFFSET) / OFFSET).toFloat() }
    }

    private fun powers(samples: FloatArray, start: Int, fourier: Fourier, power: DoubleArray) {
        for (i in 0 until frame) {
            val place = mirrored(start + i)
            fourier.real[i] = if (place < samples.size) samples[place] * window[i] else 0.0
        }
        fourier.imaginary.fill(0.0)
        fourier.transform()
        for (k in power.indices) power[k] = fourier.realOut[k] * fourier.realOut[k] + fourier.imaginaryOut[k] * fourier.imaginaryOut[k]
    }

    /** In front of the sound and behind its full length stands its mirror image, without the sample at the edge. */
    private fun mirrored(place: Int) = if (place < 0) -place else if (place >= length) 2 * (length - 1) - place else place

    private companion object {
        const val MOST = 100_000_000L
        const val SMALLEST = 1e-10
        const val RANGE = 8.0
        const val OFFSET = 4.0
    }
}
