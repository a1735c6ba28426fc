package dev.litert.sdkgen.runtime

/**
 * The samples that a model's frames are cut from: at most [length] of a sound with zeros behind, times [scale]; from each the one before is
 * taken away, times [emphasis], and the first one is multiplied by [first]; with a margin in front and behind, all in float32 as in KerasHub.
 */
internal class SoundSignal(
    private val length: Int,
    private val margin: Int,
    private val isMirrored: Boolean,
    private val scale: Float,
    private val emphasis: Float,
    private val first: Float,
) {
    /** The first [size] samples, the margin included. */
    fun of(samples: FloatArray, size: Int): FloatArray {
        val signal = FloatArray(size)
        val used = minOf(samples.size, length)
        for (i in 0 until minOf(used + 1, length, size - margin)) {
            val before = if (i == 0) 0f else samples[i - 1] * scale
            val here = if (i < used) samples[i] * scale else 0f
            signal[margin + i] = if (i == 0) here * first else here - emphasis * before
        }
        if (isMirrored) mirror(signal)
        return signal
    }

    /** In front of the sound and behind its full length stands its mirror image, without the sample at the edge. */
    private fun mirror(signal: FloatArray) {
        for (i in 1..margin) {
            if (i < length && margin + i < signal.size) signal[margin - i] = signal[margin + i]
            val (behind, inside) = Pair(margin + length - 1 + i, margin + length - 1 - i)
            if (behind < signal.size && inside >= margin) signal[behind] = signal[inside]
        }
    }
}
