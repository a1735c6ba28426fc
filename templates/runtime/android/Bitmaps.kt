@file:JvmName("Bitmaps")

package dev.litert.sdkgen.runtime

import android.graphics.Bitmap

/**
 * The pixels of this bitmap, in sRGB and with alpha not multiplied in. From Java: `Bitmaps.toRgbImage(bitmap)`.
 *
 * Orientation is the caller's: a JPEG's EXIF rotation must be applied before.
 */
public fun Bitmap.toRgbImage(): RgbImage {
    // Bitmap.Config.HARDWARE has no pixels to read; by name, since the constant itself is missing below API 26.
    val readable = if (config?.name == "HARDWARE") copy(Bitmap.Config.ARGB_8888, false) else this
    val pixels = IntArray(width * height)
    readable.getPixels(pixels, 0, width, 0, 0, width, height)
    if (readable !== this) readable.recycle()
    return RgbImage(width, height, pixels)
}
