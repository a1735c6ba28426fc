package dev.litert.sdkgen.runtime

import kotlin.math.max
import kotlin.math.min

/**
 * Brings a number for each of [rows] x [columns] places of this window back to the picture of [width] x [height] that it was cut from, by bilinear
 * interpolation with the float32 operations of TensorFlow's `ResizeBilinear`: [take] gets each pixel of the picture that lies in the window.
 */
internal inline fun ImageWindow.interpolate(
    values: FloatArray,
    rows: Int,
    columns: Int,
    width: Int,
    height: Int,
    take: (pixel: Int, value: Float) -> Unit,
) {
    val across = LinearAxis.bilinear(columns, this.width)
    val down = LinearAxis.bilinear(rows, this.height)
    for (y in max(top, 0) until min(top + this.height, height)) {
        val upper = down.lower[y - top] * columns
        val lower = down.upper[y - top] * columns
        for (x in max(left, 0) until min(left + this.width, width)) {
            val nearer = across.lower[x - left]
            val farther = across.upper[x - left]
            val weight = across.weight[x - left]
            val above = between(values[upper + nearer], values[upper + farther], weight)
            val below = between(values[lower + nearer], values[lower + farther], weight)
            take(y * width + x, between(above, below, down.weight[y - top]))
        }
    }
}

internal fun between(a: Float, b: Float, weight: Float): Float = a + (b - a) * weight
