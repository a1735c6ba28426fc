package dev.litert.sdkgen.runtime

import java.awt.color.ColorSpace
import java.io.File
import java.io.InputStream
import javax.imageio.ImageIO

/** Reads PNG files with the JDK, as `BitmapFactory` and `Bitmap.getPixels` do on Android. */
internal object PngImages {
    fun read(file: File): RgbImage = file.inputStream().use(::read)

    /** @throws IllegalArgumentException if [stream], which stays open, holds no picture */
    fun read(stream: InputStream): RgbImage {
        val image = requireNotNull(ImageIO.read(stream)) { "expected a PNG file" }
        if (image.colorModel.colorSpace.type == ColorSpace.TYPE_GRAY) {
            // getRGB takes grey for linear light and brightens it: read the stored values instead.
            val grey = image.raster.getSamples(0, 0, image.width, image.height, 0, null as IntArray?)
            val depth = image.colorModel.getComponentSize(0)
            require(depth == 8) { "expected 8 bits per pixel but was $depth" }
            return RgbImage(image.width, image.height, IntArray(grey.size) { (0xFF shl 24) or grey[it] * 0x010101 })
        }
        return RgbImage(image.width, image.height, image.getRGB(0, 0, image.width, image.height, null, 0, image.width))
    }
}
