package dev.litert.sdkgen.runtime

/** The bytes of a pixel in memory, in this order, one for each channel. What Android calls `ARGB_8888` lies in memory as [RGBA]. */
public enum class PixelLayout(internal val size: Int, private val red: Int) {
    RGB(3, 0),
    RGBA(4, 0),
    ARGB(4, 1),
    ;

    /** The opaque pixel whose bytes start at [at]. */
    internal fun pixel(bytes: ByteArray, at: Int): Int {
        fun channel(index: Int) = bytes[at + red + index].toInt() and 0xFF
        return (0xFF shl 24) or (channel(0) shl 16) or (channel(1) shl 8) or channel(2)
    }
}
