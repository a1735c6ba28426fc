package dev.litert.sdkgen.runtime

/**
 * The depth of each pixel of a picture.
 *
 * @property width columns of the picture that was passed to `predict`
 * @property height rows of that picture
 * @property values `width * height` depths, row by row from the top left; NaN where the model did not look, since it crops pictures
 * @property isMetric whether a depth is a distance, in the unit of the model's training (mostly metres). Otherwise a depth has no unit, differs in scale
 *     from picture to picture, and grows with nearness
 * @throws IllegalArgumentException if [values] has another length
 */
public class DepthMap(public val width: Int, public val height: Int, public val values: FloatArray, public val isMetric: Boolean) {
    init {
        require(values.size.toLong() == width.toLong() * height) { "expected ${width.toLong() * height} depths for ${width}x$height but was ${values.size}" }
    }

    /** The smallest depth; NaN if there is none. */
    public val min: Float by lazy { extreme { value, best -> value < best } }

    /** The largest depth; NaN if there is none. */
    public val max: Float by lazy { extreme { value, best -> value > best } }

    /** The depth of the pixel in column [x] and row [y]; NaN where the model did not look. */
    public fun at(x: Int, y: Int): Float {
        require(x in 0 until width && y in 0 until height) { "expected a pixel of ${width}x$height but was ($x, $y)" }
        return values[y * width + x]
    }

    /** A grey picture of this map: the nearest pixel is white, the farthest black, and what the model did not see transparent. */
    public fun toImage(): RgbImage {
        val near = if (isMetric) min else max
        val far = if (isMetric) max else min
        // What is equally far everywhere has no nearest pixel: all black.
        val scale = if (near == far) 0f else 255f / (near - far)
        val pixels = IntArray(values.size) { i ->
            if (values[i].isNaN()) 0 else (0xFF shl 24) or ((values[i] - far) * scale + 0.5f).toInt().coerceIn(0, 255) * 0x010101
        }
        return RgbImage(width, height, pixels)
    }

    private inline fun extreme(isBetter: (Float, Float) -> Boolean): Float {
        var best = Float.NaN
        for (value in values) if (best.isNaN() || isBetter(value, best)) best = value
        return best
    }
}
