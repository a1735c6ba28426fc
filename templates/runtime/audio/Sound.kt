package dev.litert.sdkgen.runtime

/**
 * Sound of one channel. The array is not copied, so do not change it while a model reads it.
 *
 * @property samples from -1 to 1
 * @property samplingRate samples a second, 1,000 to 384,000
 * @throws IllegalArgumentException if a sample is not finite, or the rate is another
 */
public class Sound(public val samples: FloatArray, public val samplingRate: Int) {
    init {
        require(samplingRate in RATES) { "expected ${RATES.first} to ${RATES.last} samples a second but was $samplingRate" }
        requireFinite(samples)
    }

    /**
     * This sound at another sampling rate, as long as before; this one itself where it has that rate.
     *
     * Tones below 90 % of half the lower rate stay as they are, those above that half are removed, each with an error of at most -95 dB.
     *
     * @throws IllegalArgumentException if [samplingRate] is not from 1,000 to 384,000, or the result would not fit into an array
     */
    public fun resampled(samplingRate: Int): Sound =
        if (samplingRate == this.samplingRate) this else Sound(Resampler(this.samplingRate, samplingRate).resample(samples), samplingRate)

    override fun toString(): String = "Sound(${samples.size} samples, $samplingRate a second)"

    public companion object {
        internal val RATES = 1_000..384_000
        private const val FULL_SCALE = 32768f

        /**
         * 16-bit samples as Android's `AudioRecord` gives them, which are copied; of several channels, one sample each in turn, their mean.
         *
         * @throws IllegalArgumentException if [channels] is below 1, or does not divide the number of [samples]
         */
        @JvmStatic
        @JvmOverloads
        public fun ofPcm16(samples: ShortArray, samplingRate: Int, channels: Int = 1): Sound {
            requireFrames(samples.size, channels)
            return Sound(FloatArray(samples.size / channels) { mean(channels) { channel -> samples[it * channels + channel].toDouble() } / FULL_SCALE }, samplingRate)
        }

        /** As above, of samples from -1 to 1. */
        @JvmStatic
        @JvmOverloads
        public fun ofFloats(samples: FloatArray, samplingRate: Int, channels: Int = 1): Sound {
            requireFrames(samples.size, channels)
            return Sound(FloatArray(samples.size / channels) { mean(channels) { channel -> samples[it * channels + channel].toDouble() } }, samplingRate)
        }

        private fun requireFrames(size: Int, channels: Int) {
            require(channels > 0) { "expected 1 channel or more but was $channels" }
            require(size % channels == 0) { "samples: expected as many for each of $channels channels but was $size" }
        }
    }
}

/** The mean of `sample(0 until channels)`. */
internal inline fun mean(channels: Int, sample: (Int) -> Double): Float {
    var sum = 0.0
    for (channel in 0 until channels) sum += sample(channel)
    return (sum / channels).toFloat()
}

/** @throws IllegalArgumentException if a sample is infinite or no number: a model would answer nonsense, and not say so */
internal fun requireFinite(samples: FloatArray) {
    val place = samples.indices.firstOrNull { !samples[it].isFinite() } ?: return
    throw IllegalArgumentException("samples: expected finite values but sample $place was ${samples[place]}")
}
