package dev.litert.sdkgen.runtime

/**
 * A picture in memory: one `0xAARRGGBB` integer per pixel, row by row from the top left, as `Bitmap.getPixels` and
 * `BufferedImage.getRGB` give them.
 *
 * Alpha is ignored: colours are taken as they stand. The array is not copied, so do not change it while a model reads it.
 *
 * @property width columns, at least 1
 * @property height rows, at least 1
 * @property pixels `width * height` integers; pixel (x, y) is `pixels[y * width + x]`
 * @throws IllegalArgumentException if the picture is empty or `pixels` has another length
 */
public class RgbImage(public val width: Int, public val height: Int, public val pixels: IntArray) {
    init {
        requirePixels(width, height)
        require(pixels.size.toLong() == width.toLong() * height) {
            "an image of ${width}x$height has one integer per pixel: expected ${width.toLong() * height} pixels but was ${pixels.size}"
        }
    }

    public companion object {
        /**
         * A picture of separate bytes, 0..255 each, which are copied.
         *
         * @param layout the channels of a pixel, in the order of their bytes
         * @param rowStride bytes from the start of a row to that of the next one: more than a row's own where rows are padded
         * @throws IllegalArgumentException if the picture is empty, rows overlap, or [bytes] end before the last pixel
         */
        @JvmStatic
        @JvmOverloads
        public fun fromBytes(bytes: ByteArray, width: Int, height: Int, layout: PixelLayout, rowStride: Int = width * layout.size): RgbImage {
            requirePixels(width, height)
            require(rowStride >= width.toLong() * layout.size) {
                "rows of $width $layout pixels overlap: expected a row stride of ${width.toLong() * layout.size} bytes or more but was $rowStride"
            }
            val needed = (height - 1L) * rowStride + width * layout.size
            require(bytes.size >= needed) { "expected $needed bytes or more for ${width}x$height $layout pixels with a row stride of $rowStride but was ${bytes.size}" }
            return RgbImage(width, height, IntArray(width * height) { layout.pixel(bytes, it / width * rowStride + it % width * layout.size) })
        }
    }
}

internal fun requirePixels(width: Int, height: Int) {
    require(width > 0 && height > 0) { "an image must have at least one pixel: expected a width and height of 1 or more but was ${width}x$height" }
}
