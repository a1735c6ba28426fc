package dev.litert.sdkgen.runtime

import kotlin.math.PI
import kotlin.math.cos
import kotlin.math.sin

/**
 * The discrete Fourier transform of [size] complex numbers, fast where [size] is a product of small numbers: Whisper's 400 is no power of two.
 *
 * It makes [lanes] transforms at once, which lie side by side so that a processor may calculate with several numbers in one instruction:
 * number i of lane j is at `i * lanes + j`. Fill [real] and [imaginary], call [transform], and read them: they are other arrays then.
 */
internal class Fourier(private val size: Int, private val lanes: Int) {
    var real = DoubleArray(size * lanes)
        private set
    var imaginary = DoubleArray(size * lanes)
        private set
    private var otherReal = DoubleArray(size * lanes)
    private var otherImaginary = DoubleArray(size * lanes)
    private val cosines = DoubleArray(size) { cos(2 * PI * it / size) }
    private val sines = DoubleArray(size) { -sin(2 * PI * it / size) }
    private val factors = factors(size)

    /** Stockham's algorithm: each step writes where the next one reads in a row, and nothing has to be brought into order. */
    fun transform() {
        var left = size
        var width = lanes
        for (radix in factors) {
            left /= radix
            for (p in 0 until left) if (radix == 4) quarter(p, left, width) else part(p, left, width, radix)
            width *= radix
            real = otherReal.also { otherReal = real }
            imaginary = otherImaginary.also { otherImaginary = imaginary }
        }
    }

    /** [part] with a radix of 4, whose roots of unity need no multiplication. */
    private fun quarter(p: Int, left: Int, width: Int) {
        val turn = p * (width / lanes)
        val (c1, c2, c3) = Triple(cosines[turn], cosines[2 * turn % size], cosines[3 * turn % size])
        val (s1, s2, s3) = Triple(sines[turn], sines[2 * turn % size], sines[3 * turn % size])
        val re = real
        val im = imaginary
        val toRe = otherReal
        val toIm = otherImaginary
        val step = width * left
        val from = width * p
        val to = width * 4 * p
        for (q in 0 until width) {
            val a = from + q
            val b = a + step
            val c = b + step
            val d = c + step
            val sumRe = re[a] + re[c]
            val sumIm = im[a] + im[c]
            val lessRe = re[a] - re[c]
            val lessIm = im[a] - im[c]
            val otherSumRe = re[b] + re[d]
            val otherSumIm = im[b] + im[d]
            val turnedRe = im[b] - im[d]
            val turnedIm = re[d] - re[b]
            val at = to + q
            toRe[at] = sumRe + otherSumRe
            toIm[at] = sumIm + otherSumIm
            val re1 = lessRe + turnedRe
            val im1 = lessIm + turnedIm
            toRe[at + width] = re1 * c1 - im1 * s1
            toIm[at + width] = re1 * s1 + im1 * c1
            val re2 = sumRe - otherSumRe
            val im2 = sumIm - otherSumIm
            toRe[at + 2 * width] = re2 * c2 - im2 * s2
            toIm[at + 2 * width] = re2 * s2 + im2 * c2
            val re3 = lessRe - turnedRe
            val im3 = lessIm - turnedIm
            toRe[at + 3 * width] = re3 * c3 - im3 * s3
            toIm[at + 3 * width] = re3 * s3 + im3 * c3
        }
    }

    /** Of [radix] rows that are [left] apart makes as many that lie together: [width] transforms of [radix] numbers, each turned by p times its place. */
    private fun part(p: Int, left: Int, width: Int, radix: Int) {
        val turn = p * (width / lanes)
        for (k in 0 until radix) {
            val to = width * (radix * p + k)
            copy(width * p, to, width, k * turn % size)
            for (i in 1 until radix) add(width * (p + i * left), to, width, (k * turn + i * k % radix * (size / radix)) % size)
        }
    }

    private fun copy(from: Int, to: Int, width: Int, turn: Int) {
        val c = cosines[turn]
        val s = sines[turn]
        val re = real
        val im = imaginary
        val toRe = otherReal
        val toIm = otherImaginary
        for (q in 0 until width) {
            toRe[to + q] = re[from + q] * c - im[from + q] * s
            toIm[to + q] = re[from + q] * s + im[from + q] * c
        }
    }

    private fun add(from: Int, to: Int, width: Int, turn: Int) {
        val c = cosines[turn]
        val s = sines[turn]
        val re = real
        val im = imaginary
        val toRe = otherReal
        val toIm = otherImaginary
        for (q in 0 until width) {
            toRe[to + q] += re[from + q] * c - im[from + q] * s
            toIm[to + q] += re[from + q] * s + im[from + q] * c
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
