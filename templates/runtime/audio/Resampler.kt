package dev.litert.sdkgen.runtime

import kotlin.math.PI
import kotlin.math.ceil
import kotlin.math.min
import kotlin.math.sin
import kotlin.math.sqrt

/**
 * Sound at another sampling rate, by a sinc as wide as [ZEROS] samples of the lower rate to each side, under a Kaiser window.
 *
 * Outputs that are [up] apart lie alike between their inputs: their weights are computed once, for all of them, and not kept.
 */
internal class Resampler(rate: Int, wanted: Int) {
    private val divisor = divisor(rate, wanted)
    private val up = wanted / divisor
    private val down = rate / divisor

    /** How much narrower than the input's the band of the output is. */
    private val scale = min(1.0, up.toDouble() / down)
    private val half = ceil(ZEROS / scale).toInt()

    /** @throws IllegalArgumentException if the result would not fit into an array */
    fun resample(samples: FloatArray): FloatArray {
        val size = (samples.size.toLong() * up + down - 1) / down
        require(size <= Int.MAX_VALUE - MARGIN) { "samples: expected a sound that fits into an array at the new rate but was one of $size samples" }
        val result = FloatArray(size.toInt())
        val weights = DoubleArray(2 * half)
        for (first in 0 until min(up, result.size)) {
            fill(weights, (first.toLong() * down % up).toDouble() / up)
            for (index in first..result.lastIndex step up) {
                result[index] = weighted(samples, weights, (index.toLong() * down / up).toInt() - half + 1)
            }
        }
        return result
    }

    /** The weights, of sum 1, of the inputs around an output that lies [offset] of an input's distance behind one. */
    private fun fill(weights: DoubleArray, offset: Double) {
        var sum = 0.0
        for (i in weights.indices) {
            val distance = (i - half + 1 - offset) * scale
            val inside = 1 - (distance / ZEROS) * (distance / ZEROS)
            weights[i] = sinc(CUTOFF * distance) * bessel(BETA * sqrt(inside.coerceAtLeast(0.0)))
            sum += weights[i]
        }
        for (i in weights.indices) weights[i] /= sum
    }

    private fun weighted(samples: FloatArray, weights: DoubleArray, start: Int): Float {
        var sum = 0.0
        for (i in maxOf(0, -start) until min(weights.size, samples.size - start)) sum += weights[i] * samples[start + i]
        return sum.toFloat()
    }

    private companion object {
        const val ZEROS = 64
        const val CUTOFF = 0.95
        const val BETA = 10.06126 // Kaiser's formula for 100 dB
        const val MARGIN = 8 // no virtual machine has arrays quite as long as their index allows

        tailrec fun divisor(a: Int, b: Int): Int = if (b == 0) a else divisor(b, a % b)

        fun sinc(x: Double): Double = if (x == 0.0) 1.0 else sin(PI * x) / (PI * x)

        /** The modified Bessel function of order 0, by its series. */
        fun bessel(x: Double): Double {
            var term = 1.0
            var sum = 1.0
            var k = 1
            while (term > sum * 1e-17) {
                term *= (x / (2 * k)) * (x / (2 * k))
                sum += term
                k++
            }
            return sum
        }
    }
}
