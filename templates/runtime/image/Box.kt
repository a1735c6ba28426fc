package dev.litert.sdkgen.runtime

import kotlin.math.max
import kotlin.math.min

/**
 * A rectangle in pixels: x grows to the right, y downwards, and (0, 0) is the outer corner of the first pixel.
 *
 * A detector's box may reach beyond the picture, where a thing is cut off by its edge: see [clip].
 */
public class Box(public val left: Float, public val top: Float, public val right: Float, public val bottom: Float) {
    public val width: Float get() = right - left

    public val height: Float get() = bottom - top

    /** The part of this box that lies in a picture of [width] x [height] pixels. It is empty, at an edge, if there is none. */
    public fun clip(width: Int, height: Int): Box = Box(
        left = max(0f, min(left, width.toFloat())),
        top = max(0f, min(top, height.toFloat())),
        right = max(0f, min(right, width.toFloat())),
        bottom = max(0f, min(bottom, height.toFloat())),
    )

    override fun toString(): String = "[$left, $top, $right, $bottom]"
}
