package dev.litert.sdkgen.sample

import android.graphics.Bitmap
import android.graphics.Color
import android.net.Uri
import dev.litert.sdkgen.sample.litert.runtime.PictureReader
import dev.litert.sdkgen.sample.litert.runtime.RgbImage
import java.io.File
import java.io.IOException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** Files on their way to a model: upright, not too large, and with their own colours. */
@RunWith(RobolectricTestRunner::class)
internal class PictureReaderTest {
    private val resolver = RuntimeEnvironment.getApplication().contentResolver
    private val uri = Uri.parse("content://pictures/1")
    private val upright = listOf(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE)

    @Test
    fun everyExifOrientationIsTurnedUpright() {
        // The corners of the upright picture, from the top left clockwise.
        for ((orientation, stored) in STORED) {
            val (columns, rows) = if (orientation < 5) 48 to 32 else 32 to 48
            val picture = PictureReader().read(Pictures.jpeg(corners(columns, rows, stored.map { upright[it] }), orientation).inputStream())
            assertEquals("size at $orientation", 48 to 32, picture.width to picture.height)
            assertEquals("corners at $orientation", upright, corners(picture))
        }
    }

    @Test
    fun filesAndContentAreReadAsStreamsAre() {
        val content = Pictures.jpeg(corners(48, 32, upright), 6)
        val expected = PictureReader().read(content.inputStream())
        val file = File(RuntimeEnvironment.getApplication().cacheDir, "photo.jpg").apply { writeBytes(content) }
        assertArrayEquals(expected.pixels, PictureReader().read(file).pixels)
        shadowOf(resolver).registerInputStreamSupplier(uri) { content.inputStream() }
        assertArrayEquals(expected.pixels, PictureReader().read(resolver, uri).pixels)
        assertEquals(32 to 48, expected.width to expected.height)
    }

    @Test
    fun aLargePhotographIsReadSmaller() {
        val photo = Pictures.jpeg(corners(4096, 3072, upright), 6)
        val picture = PictureReader(maxPixels = 1 shl 20).read(photo.inputStream())
        assertEquals(768 to 1024, picture.width to picture.height)
        assertEquals(listOf(Color.WHITE, Color.RED, Color.GREEN, Color.BLUE), corners(picture))
        val whole = PictureReader().read(photo.inputStream())
        assertEquals(3072 to 4096, whole.width to whole.height)
    }

    @Test
    fun transparentPixelsKeepTheirColours() {
        val pixels = IntArray(256) { Color.argb(it, 200, 255 - it, it) }
        val bitmap = Bitmap.createBitmap(16, 16, Bitmap.Config.ARGB_8888).apply { isPremultiplied = false }
        bitmap.setPixels(pixels, 0, 16, 0, 0, 16, 16)
        assertArrayEquals(pixels, PictureReader().read(Pictures.png(bitmap).inputStream()).pixels)
    }

    @Test
    fun damagedAndMissingPicturesAreIoFailures() {
        val problem = assertThrows(IOException::class.java) { PictureReader().read("no picture".byteInputStream()) }
        assertEquals("the stream: expected a picture that this device can read (JPEG, PNG, WebP, ...)", problem.message)
        assertThrows(IOException::class.java) { PictureReader().read(File("nowhere.png")) }
        assertThrows(IOException::class.java) { PictureReader().read(resolver, Uri.parse("file:///nowhere.png")) }
        assertThrows(IllegalArgumentException::class.java) { PictureReader(0) }
    }

    /** A picture with a colour in each quarter, from the top left clockwise. */
    private fun corners(columns: Int, rows: Int, colours: List<Int>): Bitmap {
        val pixels = IntArray(columns * rows) { i ->
            val (right, lower) = (i % columns >= columns / 2) to (i / columns >= rows / 2)
            colours[if (lower) (if (right) 2 else 3) else (if (right) 1 else 0)]
        }
        return Bitmap.createBitmap(pixels, columns, rows, Bitmap.Config.ARGB_8888)
    }

    private fun corners(image: RgbImage): List<Int> {
        val (left, top) = image.width / 4 to image.height / 4
        val (right, bottom) = image.width * 3 / 4 to image.height * 3 / 4
        return listOf(left to top, right to top, right to bottom, left to bottom).map { (x, y) -> image.pixels[y * image.width + x].nearest() }
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
