package dev.litert.sdkgen.runtime

import kotlin.math.abs
import kotlin.math.ceil
import kotlin.math.floor
import kotlin.math.max
import kotlin.math.min
import kotlin.math.round

/** Per output pixel of one axis a run of input pixels, from [start] on, and their weights, which sum up to 1. */
internal class KernelAxis private constructor(val start: IntArray, val weights: Array<FloatArray>) {
    val size: Int get() = start.size

    /** The input pixel behind the run of output pixel [i]. */
    fun end(i: Int): Int = start[i] + weights[i].size

    companion object {
        /** Keys' cubic kernel from a table, as TensorFlow's `ResizeBicubic`. */
        fun bicubic(input: Int, output: Int): KernelAxis {
            val scale = input.toFloat() / output
            return of(output) { i ->
                val at = (i + 0.5f) * scale - 0.5f
                val second = floor(at).toInt()
                val offset = round((at - second) * TABLE_SIZE).toInt()
                val first = second - 1
                val taps = intArrayOf(2 * offset + 1, 2 * offset, 2 * (TABLE_SIZE - offset), 2 * (TABLE_SIZE - offset) + 1)
                val inside = max(first, 0)..min(first + 3, input - 1)
                inside.first to FloatArray(inside.count()) { table[taps[inside.first + it - first]] }
            }
        }

        /** The kernel of [interpolation], as wide as an output pixel where the picture shrinks, as TensorFlow's `ScaleAndTranslate`. */
        fun antialias(interpolation: Interpolation, input: Int, output: Int): KernelAxis {
            val cubic = interpolation == Interpolation.BICUBIC
            // Two roundings: Keras hands over output / input in float32, and the kernel inverts that.
            val inverse = (1.0 / (output.toFloat() / input)).toFloat()
            val stretch = max(inverse, 1f)
            val reach = (if (cubic) 2f else 1f) * stretch
            val density = 1f / stretch
            return of(output) { i ->
                val centre = (i + 0.5f) * inverse
                val first = ceil(centre - reach - 0.5f).toInt().coerceIn(0, input - 1)
                val last = floor(centre + reach - 0.5f).toInt().coerceIn(0, input - 1)
                first to FloatArray(last - first + 1) {
                    val distance = abs(((first + it) + 0.5f - centre) * density)
                    if (cubic) keys(distance) else max(1f - distance, 0f)
                }
            }
        }

        private inline fun of(output: Int, taps: (Int) -> Pair<Int, FloatArray>): KernelAxis {
            val start = IntArray(output)
            val weights = Array(output) { i ->
                val (first, run) = taps(i)
                start[i] = first
                normalize(run)
            }
            return KernelAxis(start, weights)
        }

        private fun normalize(weights: FloatArray): FloatArray {
            var sum = 0f
            for (weight in weights) sum += weight
            val factor = 1f / sum
            for (i in weights.indices) weights[i] *= factor
            return weights
        }

        private fun keys(x: Float): Float = when {
            x >= 2f -> 0f
            x >= 1f -> ((-0.5f * x + 2.5f) * x - 4f) * x + 2f
            else -> ((1.5f * x - 2.5f) * x) * x + 1f
        }

        private const val TABLE_SIZE = 1024

        /** `[2 i]`: the kernel at i / 1024; `[2 i + 1]`: at 1 + i / 1024. Computed in float64 and kept in float32, as TensorFlow does. */
        private val table: FloatArray by lazy {
            val a = -0.5
            FloatArray(2 * (TABLE_SIZE + 1)) {
                val near = (it / 2).toFloat() / TABLE_SIZE
                val far = near + 1f
                val value = if (it % 2 == 0) ((a + 2) * near - (a + 3)) * near * near + 1 else ((a * far - 5 * a) * far + 8 * a) * far - 4 * a
                value.toFloat()
            }
        }
    }
}
