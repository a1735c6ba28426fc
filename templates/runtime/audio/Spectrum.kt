package dev.litert.sdkgen.runtime

import kotlin.math.PI
import kotlin.math.cos
import kotlin.math.sqrt

/**
 * How loud each frequency is at [MOMENTS] moments of a sound: each takes [frame] samples under Hann's window, with zeros up to [size] behind
 * them. Two moments share a transform, as the real and the imaginary part of its numbers.
 */
internal class Spectrum(private val frame: Int, private val size: Int, private val isPower: Boolean) {
    /** Number of frequencies. */
    val bins: Int = size / 2 + 1

    /** `values[bin * MOMENTS + moment]`: the magnitude, or its square. */
    val values = DoubleArray(bins * MOMENTS)

    // KerasHub rounds window and product to float32: the frequencies that a tone leaves empty hold that rounding, and nothing else
    private val window = FloatArray(frame) { (0.5 - 0.5 * cos(2 * PI * it / frame)).toFloat() }
    private val fourier = Fourier(size, LANES)

    /** Of the moments that begin [stride] samples apart in [signal], the first of them at [start]. */
    fun of(signal: FloatArray, start: Int, stride: Int) {
        if ((start until start + (MOMENTS - 1) * stride + frame).all { signal[it] == 0f }) return values.fill(0.0)
        for (lane in 0 until LANES) {
            put(signal, start + 2 * lane * stride, fourier.real, lane)
            put(signal, start + (2 * lane + 1) * stride, fourier.imaginary, lane)
        }
        transform()
    }

    private fun put(signal: FloatArray, start: Int, into: DoubleArray, lane: Int) {
        for (i in 0 until frame) into[i * LANES + lane] = (signal[start + i] * window[i]).toDouble()
    }

    private fun transform() {
        fourier.real.fill(0.0, frame * LANES)
        fourier.imaginary.fill(0.0, frame * LANES)
        fourier.transform()
        for (bin in 0 until bins) separate(fourier.real, fourier.imaginary, bin * LANES, (size - bin) % size * LANES, bin * MOMENTS)
        if (!isPower) for (i in values.indices) values[i] = sqrt(values[i])
    }

    /** The power of both moments of each lane, of their transform at a frequency and at the opposite one. */
    private fun separate(re: DoubleArray, im: DoubleArray, at: Int, opposite: Int, to: Int) {
        for (lane in 0 until LANES) {
            val sumRe = re[at + lane] + re[opposite + lane]
            val lessRe = re[at + lane] - re[opposite + lane]
            val sumIm = im[at + lane] + im[opposite + lane]
            val lessIm = im[at + lane] - im[opposite + lane]
            values[to + 2 * lane] = (sumRe * sumRe + lessIm * lessIm) / 4
            values[to + 2 * lane + 1] = (sumIm * sumIm + lessRe * lessRe) / 4
        }
    }

    companion object {
        private const val LANES = 4

        /** As many moments are transformed at once. */
        const val MOMENTS = 2 * LANES
    }
}
