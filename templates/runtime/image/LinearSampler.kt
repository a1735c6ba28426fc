package dev.litert.sdkgen.runtime

import kotlin.math.ceil
import kotlin.math.floor
import kotlin.math.max
import kotlin.math.min

/**
 * Nearest and bilinear resizing without antialiasing, from at most 2x2 pixels per value.
 *
 * The float32 operations and their order are those of TensorFlow's `ResizeBilinear` with half-pixel centres, so the results are equal to the bit.
 */
internal class LinearSampler(private val window: ImageWindow, private val columns: LinearAxis, private val rows: LinearAxis, private val channels: Int) :
    PixelSampler {
    override fun sample(image: RgbImage): FloatArray {
        val result = FloatArray(rows.size * columns.size * channels)
        var at = 0
        for (y in 0 until rows.size) {
            val upper = window.top + rows.lower[y]
            val lower = window.top + rows.upper[y]
            for (x in 0 until columns.size) {
                val left = window.left + columns.lower[x]
                val right = window.left + columns.upper[x]
                val topLeft = image.pixelOrBlack(left, upper)
                val topRight = image.pixelOrBlack(right, upper)
                val bottomLeft = image.pixelOrBlack(left, lower)
                val bottomRight = image.pixelOrBlack(right, lower)
                for (c in 0 until channels) {
                    val top = between(channel(topLeft, c, channels), channel(topRight, c, channels), columns.weight[x])
                    val bottom = between(channel(bottomLeft, c, channels), channel(bottomRight, c, channels), columns.weight[x])
                    result[at++] = top + (bottom - top) * rows.weight[y]
                }
            }
        }
        return result
    }

    private fun between(a: Int, b: Int, weight: Float): Float = a + (b - a).toFloat() * weight

    private fun RgbImage.pixelOrBlack(x: Int, y: Int): Int = if (x in 0 until width && y in 0 until height) pixels[y * width + x] else 0
}

/** Per output pixel of one axis the two input pixels around it, and how far it lies from [lower] to [upper]: 0 to below 1. */
internal class LinearAxis private constructor(val lower: IntArray, val upper: IntArray, val weight: FloatArray) {
    val size: Int get() = weight.size

    companion object {
        fun bilinear(input: Int, output: Int): LinearAxis {
            val axis = LinearAxis(IntArray(output), IntArray(output), FloatArray(output))
            val scale = input.toFloat() / output
            for (i in 0 until output) {
                val at = (i + 0.5f) * scale - 0.5f
                axis.lower[i] = max(floor(at).toInt(), 0)
                axis.upper[i] = min(ceil(at).toInt(), input - 1)
                axis.weight[i] = at - floor(at)
            }
            return axis
        }

        fun nearest(input: Int, output: Int): LinearAxis {
            val scale = input.toFloat() / output
            val nearest = IntArray(output) { i -> min(floor((i + 0.5f) * scale).toInt(), input - 1) }
            return LinearAxis(nearest, nearest, FloatArray(output))
        }
    }
}
