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
        require(width > 0 && height > 0) { "an image must have at least one pixel: expected a width and height of 1 or more but was ${width}x$height" }
        require(pixels.size.toLong() == width.toLong() * height) {
            "an image of ${width}x$height has one integer per pixel: expected ${width.toLong() * height} pixels but was ${pixels.size}"
        }
    }
}
