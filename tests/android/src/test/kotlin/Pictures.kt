package dev.litert.sdkgen.sample

import android.graphics.Bitmap
import java.io.ByteArrayOutputStream

/** Files of pictures. */
internal object Pictures {
    fun png(bitmap: Bitmap): ByteArray = encoded(bitmap, Bitmap.CompressFormat.PNG)

    /** A JPEG whose EXIF block says how to hold it: what a camera writes that was turned. */
    fun jpeg(bitmap: Bitmap, orientation: Int): ByteArray {
        val plain = encoded(bitmap, Bitmap.CompressFormat.JPEG)
        val tiff = "MM\u0000*".bytes() + int32(8) + int16(1) + int16(ORIENTATION) + int16(SHORT) + int32(1) + int16(orientation) + int16(0) + int32(0)
        val exif = "Exif\u0000\u0000".bytes() + tiff
        return plain.copyOf(2) + byteArrayOf(-1, APP1.toByte()) + int16(exif.size + 2) + exif + plain.copyOfRange(2, plain.size)
    }

    private fun encoded(bitmap: Bitmap, format: Bitmap.CompressFormat): ByteArray =
        ByteArrayOutputStream().also { check(bitmap.compress(format, 100, it)) }.toByteArray()

    private fun String.bytes() = toByteArray(Charsets.ISO_8859_1)

    private fun int16(value: Int) = byteArrayOf((value shr 8).toByte(), value.toByte())

    private fun int32(value: Int) = int16(value shr 16) + int16(value)

    private const val APP1 = 0xe1
    private const val ORIENTATION = 0x112
    private const val SHORT = 3
}
