package dev.litert.sdkgen.runtime

import kotlin.math.max
import kotlin.math.min

/**
 * Bicubic and antialiased resizing: first down the columns, then along the row, as TensorFlow does.
 *
 * A few output rows at a time, so that it needs some rows of floats besides the result, whatever the size of the picture, and still reads the
 * pixels that neighbouring rows share only once. Rows hold one channel after the other: such loops become vector instructions.
 */
internal class KernelSampler(private val window: ImageWindow, private val columns: KernelAxis, private val rows: KernelAxis, private val channels: Int) :
    PixelSampler {
    override fun sample(image: RgbImage): FloatArray {
        val result = FloatArray(rows.size * columns.size * channels)
        val row = FloatArray(window.width * channels)
        val sums = Array(min(BAND, rows.size)) { FloatArray(row.size) }
        for (first in 0 until rows.size step BAND) {
            val band = first until min(first + BAND, rows.size)
            for (y in band) sums[y - first].fill(0f)
            addRows(image, band, row, sums)
            for (y in band) resizeRow(sums[y - first], result, y * columns.size * channels)
        }
        return result
    }

    /** Adds up the rows of the picture, each by its weight, for each output row of [band]. Margins are black and add nothing. */
    private fun addRows(image: RgbImage, band: IntRange, row: FloatArray, sums: Array<FloatArray>) {
        val top = max(rows.start[band.first], -window.top)
        val bottom = min(rows.end(band.last), image.height - window.top)
        for (at in top until bottom) {
            var isRead = false // rows between the four of each bicubic one are not
            for (y in band) {
                if (at !in rows.start[y] until rows.end(y)) continue
                if (!isRead) read(image, window.top + at, row)
                isRead = true
                add(row, rows.weights[y][at - rows.start[y]], sums[y - band.first])
            }
        }
    }

    /** Writes what the window shows of row [y] of the picture to [row], whose margins stay black. */
    private fun read(image: RgbImage, y: Int, row: FloatArray) {
        val left = max(window.left, 0)
        val source = y * image.width + left
        val target = left - window.left
        val count = min(window.left + window.width, image.width) - left
        if (channels == 3) readColours(image.pixels, source, row, target, count) else readLumas(image.pixels, source, row, target, count)
    }

    private fun readColours(pixels: IntArray, source: Int, row: FloatArray, target: Int, count: Int) {
        val green = target + window.width
        val blue = green + window.width
        for (i in 0 until count) {
            val argb = pixels[source + i]
            row[target + i] = (argb ushr 16 and 0xFF).toFloat()
            row[green + i] = (argb ushr 8 and 0xFF).toFloat()
            row[blue + i] = (argb and 0xFF).toFloat()
        }
    }

    private fun readLumas(pixels: IntArray, source: Int, row: FloatArray, target: Int, count: Int) {
        for (i in 0 until count) row[target + i] = channel(pixels[source + i], 0, channels).toFloat()
    }

    private fun add(row: FloatArray, weight: Float, sums: FloatArray) {
        for (i in row.indices) sums[i] += row[i] * weight
    }

    private fun resizeRow(row: FloatArray, result: FloatArray, offset: Int) {
        for (x in 0 until columns.size) {
            val weights = columns.weights[x]
            for (c in 0 until channels) {
                val start = c * window.width + columns.start[x]
                var sum = 0f
                for (i in weights.indices) sum += row[start + i] * weights[i]
                result[offset + x * channels + c] = sum
            }
        }
    }

    private companion object {
        /** Output rows at a time. */
        const val BAND = 8
    }
}
