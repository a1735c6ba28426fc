@file:JvmName("Bitmaps")

package dev.litert.sdkgen.runtime

import android.graphics.Bitmap

/**
 * The pixels of this bitmap, in sRGB and with alpha not multiplied in, upright. From Java: `Bitmaps.toRgbImage(bitmap)`.
 *
 * Of a premultiplied bitmap, which is what Android decodes by default, the colours of translucent pixels are those that its 8 bits have kept;
 * [PictureReader] keeps them all.
 *
 * @param orientation how this bitmap was stored: what EXIF says about the file that it comes from, which `BitmapFactory` does not look at
 * @throws IllegalArgumentException if this bitmap has no colours (`ALPHA_8`), or cannot be copied to where its pixels can be read
 */
@JvmOverloads
public fun Bitmap.toRgbImage(orientation: Orientation = Orientation.UPRIGHT): RgbImage {
    require(config != Bitmap.Config.ALPHA_8) { "expected a bitmap with colours but was ALPHA_8, of which every pixel would be black" }
    // Bitmap.Config.HARDWARE has no pixels to read; by name, since the constant itself is missing below API 26.
    val readable = if (config?.name == "HARDWARE") copy(Bitmap.Config.ARGB_8888, false) else this
    requireNotNull(readable) { "expected a bitmap that can be copied to where its pixels can be read but was one of $config" }
    val pixels = IntArray(width * height)
    if (orientation == Orientation.UPRIGHT) {
        readable.getPixels(pixels, 0, width, 0, 0, width, height)
    } else {
        val row = IntArray(width) // and no second picture
        for (y in 0 until height) {
            readable.getPixels(row, 0, width, 0, y, width, 1)
            orientation.place(row, y, width, height, pixels)
        }
    }
    if (readable !== this) readable.recycle()
    return RgbImage(orientation.width(width, height), orientation.height(width, height), pixels)
}

/** A bitmap with these pixels, to be shown. From Java: `Bitmaps.toBitmap(image)`. */
public fun RgbImage.toBitmap(): Bitmap = Bitmap.createBitmap(pixels, width, height, Bitmap.Config.ARGB_8888)
