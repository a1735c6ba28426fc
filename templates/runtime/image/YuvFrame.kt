package dev.litert.sdkgen.runtime

/**
 * A frame of a camera as Android's `YUV_420_888`: a luma ([y]) for each pixel, and a blue and red difference ([u], [v]; Cb, Cr) for each
 * 2 x 2 pixels, of which the last column and row may be cut off. How the planes lie in memory (I420, NV12, NV21, padded) is up to their strides.
 *
 * @property left first column that is seen, [right] the one behind the last; [top] and [bottom] likewise: Android's `Image.getCropRect`
 * @throws IllegalArgumentException if there is nothing to see, it reaches beyond [width] x [height], or a plane is too small
 */
public class YuvFrame @JvmOverloads constructor(
    public val width: Int,
    public val height: Int,
    public val y: YuvPlane,
    public val u: YuvPlane,
    public val v: YuvPlane,
    public val left: Int = 0,
    public val top: Int = 0,
    public val right: Int = width,
    public val bottom: Int = height,
) {
    init {
        requirePixels(width, height)
        require(left in 0 until right && right <= width && top in 0 until bottom && bottom <= height) {
            "expected a part of a frame of ${width}x$height but was the columns from $left to $right and the rows from $top to $bottom"
        }
        y.check("y", width, height)
        u.check("u", (width + 1) / 2, (height + 1) / 2)
        v.check("v", (width + 1) / 2, (height + 1) / 2)
    }
}
