package dev.litert.sdkgen.runtime

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.media.ExifInterface
import android.net.Uri
import java.io.File
import java.io.IOException
import java.io.InputStream

/**
 * Reads the files of pictures as a person sees them: turned and mirrored as EXIF says. Takes a while, so not for the main thread.
 *
 * Pixels are those that the device's decoder gives, colours of transparent ones included. A picture of more than [maxPixels] is read at a half,
 * a quarter, ... of its width and height: the device's decoder averages or skips pixels then, and a model sees a little of that. Reading takes
 * four bytes for each pixel, and as much again meanwhile. Safe to use from several threads.
 *
 * @property maxPixels the most that are kept of a picture: 16 megapixels are 64 MB
 */
public class PictureReader @JvmOverloads constructor(public val maxPixels: Int = 16_000_000) {
    init {
        require(maxPixels > 0) { "expected 1 pixel or more but was $maxPixels" }
    }

    /** @throws IOException if [file] holds no picture that this device can decode */
    public fun read(file: File): RgbImage = read(file.path, file::inputStream)

    /** @throws IOException if there is no picture at [uri] that this device can decode */
    public fun read(resolver: ContentResolver, uri: Uri): RgbImage =
        read(uri.toString()) { resolver.openInputStream(uri) ?: throw IOException("$uri cannot be opened") }

    /**
     * @param stream is read to its end, and left open
     * @throws IOException if it holds no picture that this device can decode
     */
    public fun read(stream: InputStream): RgbImage = stream.readBytes().let { bytes -> read("the stream", bytes::inputStream) }

    private fun read(name: String, open: () -> InputStream): RgbImage {
        val options = BitmapFactory.Options()
        options.inJustDecodeBounds = true
        open().use { BitmapFactory.decodeStream(it, null, options) }
        if (options.outWidth <= 0 || options.outHeight <= 0) throw IOException("$name: expected a picture that this device can read (JPEG, PNG, WebP, ...)")
        options.inSampleSize = sampleSize(options.outWidth, options.outHeight)
        options.inJustDecodeBounds = false
        options.inPreferredConfig = Bitmap.Config.ARGB_8888
        options.inPremultiplied = false // else what is transparent has no colour, while Python's RGB keeps it
        val bitmap = open().use { BitmapFactory.decodeStream(it, null, options) } ?: throw IOException("$name: the picture is damaged")
        try {
            return bitmap.toRgbImage(open().use(::orientation))
        } finally {
            bitmap.recycle()
        }
    }

    private fun orientation(stream: InputStream): Orientation = try {
        Orientation.ofExif(ExifInterface(stream).getAttributeInt(ExifInterface.TAG_ORIENTATION, ExifInterface.ORIENTATION_NORMAL))
    } catch (_: IOException) { // a kind of file without EXIF
        Orientation.UPRIGHT
    }

    /** A power of two: the decoders know no other. */
    private fun sampleSize(width: Int, height: Int): Int {
        var size = 1
        while (maxOf(width / size, 1).toLong() * maxOf(height / size, 1) > maxPixels) size *= 2
        return size
    }
}
