package dev.litert.sdkgen.runtime

import kotlin.math.PI
import kotlin.math.cos
import kotlin.math.sin

/**
 * The discrete Fourier transform of [size] complex numbers, fast where [size] is a product of small numbers: Whisper's 400 is no power of two.
 *
 * Fill [real] and [imaginary], call [transform], read [realOut] and [imaginaryOut].
 */
internal class Fourier(private val size: Int) {
    val real = DoubleArray(size)
    val imaginary = DoubleArray(size)
    val realOut = DoubleArray(size)
    val imaginaryOut = DoubleArray(size)
    private val cosines = DoubleArray(size) { cos(2 * PI * it / size) }
    private val sines = DoubleArray(size) { -sin(2 * PI * it / size) }
    private val factors = factors(size)
    private val parts = DoubleArray(2 * (factors.maxOrNull() ?: 1))

    fun transform(): Unit = transform(0, 1, 0, size, 0)

    /** Of the [count] inputs from [from] on that lie [stride] apart, to the outputs from [to] on. */
    private fun transform(from: Int, stride: Int, to: Int, count: Int, level: Int) {
        if (count == 1) {
            realOut[to] = real[from]
            imaginaryOut[to] = imaginary[from]
            return
        }
        val radix = factors[level]
        val part = count / radix
        for (q in 0 until radix) transform(from + q * stride, stride * radix, to + q * part, part, level + 1)
        for (k in 0 until part) combine(to + k, part, radix, stride * k, size / radix)
    }

    /** One output of each of [radix] parts makes as many of the whole. */
    private fun combine(to: Int, part: Int, radix: Int, turn: Int, step: Int) {
        for (q in 0 until radix) {
            val w = q * turn % size
            val re = realOut[to + q * part]
            val im = imaginaryOut[to + q * part]
            parts[2 * q] = re * cosines[w] - im * sines[w]
            parts[2 * q + 1] = re * sines[w] + im * cosines[w]
        }
        for (p in 0 until radix) {
            var re = 0.0
            var im = 0.0
            for (q in 0 until radix) {
                val w = p * q % radix * step
                re += parts[2 * q] * cosines[w] - parts[2 * q + 1] * sines[w]
                im += parts[2 * q] * sines[w] + parts[2 * q + 1] * cosines[w]
            }
            realOut[to + p * part] = re
            imaginaryOut[to + p * part] = im
        }
    }

    private companion object {
        /** Its fours first: they take the fewest steps. */
        fun factors(size: Int): List<Int> {
            val found = ArrayList<Int>()
            var left = size
            while (left % 4 == 0) {
                found += 4
                left /= 4
            }
            var factor = 2
            while (left > 1) {
                if (left % factor == 0) {
                    found += factor
                    left /= factor
                } else {
                    factor++
                }
            }
            return found
        }
    }
}
