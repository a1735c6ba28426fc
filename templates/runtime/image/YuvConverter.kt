package dev.litert.sdkgen.runtime

/**
 * Turns frames of a camera into pictures: BT.601 with the full range of 0..255, which is what Android's cameras and JPEG files use.
 *
 * The arithmetic is libjpeg's, in 16-bit fixed point, so that a pixel has the colour that the same luma and differences have in a JPEG file;
 * each 2 x 2 pixels share their differences.
 *
 * From the second frame of a size on nothing is allocated: each call returns the same picture with new pixels. Keep one converter for each
 * camera, and use it from one thread at a time.
 */
public class YuvConverter {
    private var image: RgbImage? = null
    private var row = IntArray(0)
    private var lumas = ByteArray(0)
    private var blues = ByteArray(0)
    private var reds = ByteArray(0)

    /**
     * @param rotationDegrees how far the frame is turned clockwise, so that it is upright: CameraX's `ImageInfo.getRotationDegrees`
     * @return what [frame] shows, upright; valid until the next call
     * @throws IllegalArgumentException if [rotationDegrees] is no multiple of 90
     */
    @JvmOverloads
    public fun convert(frame: YuvFrame, rotationDegrees: Int = 0): RgbImage {
        val orientation = Orientation.ofDegrees(rotationDegrees)
        val width = frame.right - frame.left
        val height = frame.bottom - frame.top
        val result = image(orientation.width(width, height), orientation.height(width, height))
        val firstPair = frame.left / 2
        val pairs = (frame.right - 1) / 2 - firstPair + 1
        row = if (row.size < width) IntArray(width) else row
        lumas = fitting(lumas, frame.y.span(width))
        blues = fitting(blues, frame.u.span(pairs))
        reds = fitting(reds, frame.v.span(pairs))
        for (y in frame.top until frame.bottom) {
            frame.y.read(frame.left, y, width, lumas)
            if (y % 2 == 0 || y == frame.top) {
                frame.u.read(firstPair, y / 2, pairs, blues)
                frame.v.read(firstPair, y / 2, pairs, reds)
            }
            convertRow(frame, width, frame.left % 2)
            orientation.place(row, y - frame.top, width, height, result.pixels)
        }
        return result
    }

    /** @param odd 1 if the first pixel is the second one of a pair, else 0 */
    private fun convertRow(frame: YuvFrame, width: Int, odd: Int) {
        for (x in 0 until width) {
            val pair = (x + odd) / 2
            val luma = lumas[x * frame.y.pixelStride].toInt() and 0xFF
            val blue = (blues[pair * frame.u.pixelStride].toInt() and 0xFF) - 128
            val red = (reds[pair * frame.v.pixelStride].toInt() and 0xFF) - 128
            val r = luma + (RED_TO_RED * red + HALF shr 16)
            val g = luma + (HALF - BLUE_TO_GREEN * blue - RED_TO_GREEN * red shr 16)
            val b = luma + (BLUE_TO_BLUE * blue + HALF shr 16)
            row[x] = (0xFF shl 24) or (r.coerceIn(0, 255) shl 16) or (g.coerceIn(0, 255) shl 8) or b.coerceIn(0, 255)
        }
    }

    private fun image(width: Int, height: Int): RgbImage =
        image?.takeIf { it.width == width && it.height == height } ?: RgbImage(width, height, IntArray(width * height)).also { image = it }

    private fun fitting(bytes: ByteArray, size: Int): ByteArray = if (bytes.size < size) ByteArray(size) else bytes

    private companion object {
        /** 1.402, 0.344136, 0.714136 and 1.772 in units of 2^-16. */
        const val RED_TO_RED = 91_881
        const val BLUE_TO_GREEN = 22_554
        const val RED_TO_GREEN = 46_802
        const val BLUE_TO_BLUE = 116_130
        const val HALF = 1 shl 15
    }
}
