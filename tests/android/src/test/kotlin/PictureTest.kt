package dev.litert.sdkgen.sample

import android.graphics.Bitmap
import android.graphics.Color
import android.net.Uri
import dev.litert.sdkgen.sample.litert.runtime.toRgbImage
import java.io.IOException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** Bitmaps on their way to a model: upright, not too large, and pixel for pixel. */
@RunWith(RobolectricTestRunner::class)
internal class PictureTest {
    private val resolver = RuntimeEnvironment.getApplication().contentResolver
    private val uri = Uri.parse("content://pictures/1")

    @Test
    fun everyExifOrientationIsTurnedUpright() {
        // The corners of the upright picture, from the top left clockwise.
        val upright = listOf(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE)
        for ((orientation, stored) in STORED) {
            val (columns, rows) = if (orientation < 5) 48 to 32 else 32 to 48
            provide(Pictures.jpeg(corners(columns, rows, stored.map { upright[it] }), orientation))
            val picture = Picture.read(resolver, uri)
            assertEquals("size at $orientation", 48 to 32, picture.width to picture.height)
            assertEquals("corners at $orientation", upright, corners(picture))
        }
    }

    @Test
    fun aLargePhotographIsReadSmaller() {
        provide(Pictures.jpeg(corners(4096, 3072, listOf(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE)), 6))
        val picture = Picture.read(resolver, uri)
        assertEquals(768 to 1024, picture.width to picture.height)
        assertEquals(listOf(Color.WHITE, Color.RED, Color.GREEN, Color.BLUE), corners(picture))
    }

    @Test
    fun damagedAndMissingPicturesAreIoFailures() {
        provide("no picture".toByteArray())
        assertTrue(assertThrows(IOException::class.java) { Picture.read(resolver, uri) }.message!!.endsWith("is no picture that this device can read"))
        assertThrows(IOException::class.java) { Picture.read(resolver, Uri.parse("file:///nowhere.png")) }
    }

    @Test
    fun aBitmapKeepsItsPixels() {
        val pixels = IntArray(35) { Color.argb(255, it * 7, 255 - it * 5, it) }
        val image = Bitmap.createBitmap(pixels, 7, 5, Bitmap.Config.ARGB_8888).toRgbImage()
        assertEquals(7 to 5, image.width to image.height)
        assertArrayEquals(pixels, image.pixels)
    }

    @Test
    fun a16BitBitmapIsWidenedToFullColours() {
        val bitmap = Bitmap.createBitmap(2, 1, Bitmap.Config.RGB_565)
        bitmap.setPixel(0, 0, Color.WHITE)
        bitmap.setPixel(1, 0, Color.RED)
        assertArrayEquals(intArrayOf(Color.WHITE, Color.RED), bitmap.toRgbImage().pixels)
    }

    private fun provide(content: ByteArray): Unit = shadowOf(resolver).registerInputStreamSupplier(uri) { content.inputStream() }

    /** A picture with a colour in each quarter, from the top left clockwise. */
    private fun corners(columns: Int, rows: Int, colours: List<Int>): Bitmap {
        val pixels = IntArray(columns * rows) { i ->
            val (right, lower) = (i % columns >= columns / 2) to (i / columns >= rows / 2)
            colours[if (lower) (if (right) 2 else 3) else (if (right) 1 else 0)]
        }
        return Bitmap.createBitmap(pixels, columns, rows, Bitmap.Config.ARGB_8888)
    }

    private fun corners(bitmap: Bitmap): List<Int> {
        val (x, y) = bitmap.width * 3 / 4 to bitmap.height * 3 / 4
        return listOf(bitmap.width / 4 to bitmap.height / 4, x to bitmap.height / 4, x to y, bitmap.width / 4 to y).map { bitmap.getPixel(it.first, it.second).nearest() }
    }

    /** JPEG changes a colour by a few steps. */
    private fun Int.nearest(): Int {
        fun channel(value: Int) = if (value > 127) 255 else 0
        return Color.rgb(channel(Color.red(this)), channel(Color.green(this)), channel(Color.blue(this)))
    }

    private companion object {
        /** For each EXIF orientation, which corner of the upright picture the stored one shows, from the top left clockwise. */
        val STORED = mapOf(
            1 to listOf(0, 1, 2, 3),
            2 to listOf(1, 0, 3, 2),
            3 to listOf(2, 3, 0, 1),
            4 to listOf(3, 2, 1, 0),
            5 to listOf(0, 3, 2, 1),
            6 to listOf(1, 2, 3, 0),
            7 to listOf(2, 1, 0, 3),
            8 to listOf(3, 0, 1, 2),
        )
    }
}
