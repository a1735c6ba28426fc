package dev.litert.sdkgen.runtime

import kotlin.math.max
import kotlin.math.min

/**
 * Bicubic and antialiased resizing: first down the columns, then along the row, as TensorFlow does.
 *
 * One output row at a time, so that it needs one row of floats besides the result, whatever the size of the picture.
 */
internal class KernelSampler(private val window: ImageWindow, private val columns: KernelAxis, private val rows: KernelAxis, private val channels: Int) :
    PixelSampler {
    override fun sample(image: RgbImage): FloatArray {
        val result = FloatArray(rows.size * columns.size * channels)
        val row = FloatArray(window.width * channels)
        for (y in 0 until rows.size) {
            row.fill(0f)
            val weights = rows.weights[y]
            for (i in weights.indices) addRow(image, window.top + rows.start[y] + i, weights[i], row)
            resizeRow(row, result, y * columns.size * channels)
        }
        return result
    }

    /** Adds row [y] of the picture, times [weight], to the window's row. Margins are black and add nothing. */
    private fun addRow(image: RgbImage, y: Int, weight: Float, row: FloatArray) {
        if (y !in 0 until image.height) return
        val first = max(window.left, 0)
        var at = (first - window.left) * channels
        for (pixel in y * image.width + first until y * image.width + min(window.left + window.width, image.width)) {
            val argb = image.pixels[pixel]
            for (c in 0 until channels) row[at++] += channel(argb, c, channels) * weight
        }
    }

    private fun resizeRow(row: FloatArray, result: FloatArray, offset: Int) {
        var at = offset
        for (x in 0 until columns.size) {
            val weights = columns.weights[x]
            val start = columns.start[x] * channels
            for (c in 0 until channels) {
                var sum = 0f
                for (i in weights.indices) sum += row[start + i * channels + c] * weights[i]
                result[at++] = sum
            }
        }
    }
}
