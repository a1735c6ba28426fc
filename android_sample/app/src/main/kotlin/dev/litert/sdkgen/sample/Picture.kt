package dev.litert.sdkgen.sample

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Matrix
import android.media.ExifInterface
import android.net.Uri
import java.io.IOException
import java.io.InputStream

/** Reads pictures as a person sees them: upright, and no larger than a model has use for. */
internal object Picture {
    /** Longest side that is worth decoding, in pixels. */
    private const val LARGEST = 1024

    /**
     * Takes a while, so not for the main thread.
     *
     * @throws IOException if there is no picture at [uri] that this device can decode
     */
    fun read(resolver: ContentResolver, uri: Uri): Bitmap {
        val bounds = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        open(resolver, uri).use { BitmapFactory.decodeStream(it, null, bounds) }
        if (bounds.outWidth <= 0) throw IOException("$uri is no picture that this device can read")
        val options = BitmapFactory.Options().apply { inSampleSize = sampleSize(maxOf(bounds.outWidth, bounds.outHeight)) }
        val bitmap = open(resolver, uri).use { BitmapFactory.decodeStream(it, null, options) } ?: throw IOException("$uri is damaged")
        val orientation = open(resolver, uri).use { orientation(it) }
        return upright(bitmap, orientation)
    }

    /** [bitmap] turned and mirrored as EXIF's [orientation] (1 to 8) demands. */
    fun upright(bitmap: Bitmap, orientation: Int): Bitmap {
        val matrix = Matrix()
        when (orientation) {
            ExifInterface.ORIENTATION_FLIP_HORIZONTAL -> matrix.postScale(-1f, 1f)
            ExifInterface.ORIENTATION_ROTATE_180 -> matrix.postRotate(180f)
            ExifInterface.ORIENTATION_FLIP_VERTICAL -> matrix.postScale(1f, -1f)
            ExifInterface.ORIENTATION_TRANSPOSE -> matrix.apply { postRotate(90f) }.postScale(-1f, 1f)
            ExifInterface.ORIENTATION_ROTATE_90 -> matrix.postRotate(90f)
            ExifInterface.ORIENTATION_TRANSVERSE -> matrix.apply { postRotate(-90f) }.postScale(-1f, 1f)
            ExifInterface.ORIENTATION_ROTATE_270 -> matrix.postRotate(270f)
            else -> return bitmap
        }
        return Bitmap.createBitmap(bitmap, 0, 0, bitmap.width, bitmap.height, matrix, false)
    }

    private fun orientation(stream: InputStream): Int = try {
        ExifInterface(stream).getAttributeInt(ExifInterface.TAG_ORIENTATION, ExifInterface.ORIENTATION_NORMAL)
    } catch (_: IOException) { // a kind of file without EXIF
        ExifInterface.ORIENTATION_NORMAL
    }

    private fun sampleSize(side: Int): Int {
        var size = 1
        while (side / size > LARGEST) size *= 2
        return size
    }

    private fun open(resolver: ContentResolver, uri: Uri): InputStream = resolver.openInputStream(uri) ?: throw IOException("$uri cannot be opened")
}
