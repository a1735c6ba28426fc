package dev.litert.sdkgen.runtime

/**
 * How a stored picture has to be turned and mirrored to be upright: the eight values of EXIF's tag Orientation, in its order.
 *
 * Turns are clockwise.
 */
public enum class Orientation(private val isTransposed: Boolean, private val isFromRight: Boolean, private val isFromBottom: Boolean) {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    ROTATED_180(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    ROTATED_90(true, false, true),
    TRANSVERSED(true, true, true),
    ROTATED_270(true, true, false),
    ;

    /** Columns of the upright picture, of a stored one of [width] x [height]. */
    public fun width(width: Int, height: Int): Int = if (isTransposed) height else width

    /** Rows of the upright picture, of a stored one of [width] x [height]. */
    public fun height(width: Int, height: Int): Int = if (isTransposed) width else height

    /** Puts row [y] of a stored picture of [width] x [height], the first [width] values of [row], where it belongs in the upright one. */
    internal fun place(row: IntArray, y: Int, width: Int, height: Int, upright: IntArray) {
        val right = if (isTransposed) height else 1
        val below = if (isTransposed) 1 else width
        val step = if (isFromRight) -right else right
        var at = (if (isFromBottom) height - 1 - y else y) * below + if (isFromRight) (width - 1) * right else 0
        for (x in 0 until width) {
            upright[at] = row[x]
            at += step
        }
    }

    public companion object {
        /** What [value] of EXIF's tag Orientation means: 1 to 8. Anything else means nothing, and the picture is taken as it is. */
        @JvmStatic
        public fun ofExif(value: Int): Orientation = entries.getOrElse(value - 1) { UPRIGHT }

        /**
         * The clockwise turn by [degrees], as CameraX's `rotationDegrees` and Camera2's `SENSOR_ORIENTATION` give it.
         *
         * @throws IllegalArgumentException if it is no multiple of 90
         */
        @JvmStatic
        public fun ofDegrees(degrees: Int): Orientation = when (Math.floorMod(degrees, 360)) {
            0 -> UPRIGHT
            90 -> ROTATED_90
            180 -> ROTATED_180
            270 -> ROTATED_270
            else -> throw IllegalArgumentException("expected a multiple of 90 degrees but was $degrees")
        }
    }
}
