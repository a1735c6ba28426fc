package dev.litert.sdkgen.sample

import android.graphics.Bitmap
import android.graphics.Color
import dev.litert.sdkgen.sample.litert.runtime.Orientation
import dev.litert.sdkgen.sample.litert.runtime.toBitmap
import dev.litert.sdkgen.sample.litert.runtime.toRgbImage
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Bitmaps on their way to a model, pixel for pixel. Robolectric has no graphics memory: a copy to `Config.HARDWARE` is `ARGB_8888` there, and cannot be tested. */
@RunWith(RobolectricTestRunner::class)
internal class BitmapsTest {
    private val pixels = IntArray(35) { Color.argb(255, it * 7, 255 - it * 5, it) }
    private val bitmap = Bitmap.createBitmap(pixels, 7, 5, Bitmap.Config.ARGB_8888)

    @Test
    fun aBitmapKeepsItsPixelsThereAndBack() {
        val image = bitmap.toRgbImage()
        assertEquals(7 to 5, image.width to image.height)
        assertArrayEquals(pixels, image.pixels)
        assertArrayEquals(pixels, image.toBitmap().toRgbImage().pixels)
    }

    @Test
    fun a16BitBitmapIsWidenedToFullColours() {
        val small = Bitmap.createBitmap(2, 1, Bitmap.Config.RGB_565)
        small.setPixel(0, 0, Color.WHITE)
        small.setPixel(1, 0, Color.RED)
        assertArrayEquals(intArrayOf(Color.WHITE, Color.RED), small.toRgbImage().pixels)
    }

    @Test
    fun aBitmapOfHalfFloatsGivesIts8Bits() {
        assertArrayEquals(pixels, bitmap.copy(Bitmap.Config.RGBA_F16, false).toRgbImage().pixels)
    }

    @Test
    fun aBitmapWithoutColoursIsRefused() {
        val error = assertThrows(IllegalArgumentException::class.java) { Bitmap.createBitmap(2, 1, Bitmap.Config.ALPHA_8).toRgbImage() }
        assertEquals("expected a bitmap with colours but was ALPHA_8, of which every pixel would be black", error.message)
    }

    @Test
    fun aPremultipliedBitmapGivesWhatIsLeftOfItsColours() {
        val translucent = Bitmap.createBitmap(intArrayOf(Color.argb(128, 200, 100, 0)), 1, 1, Bitmap.Config.ARGB_8888)
        val pixel = translucent.toRgbImage().pixels[0]
        for ((expected, actual) in listOf(200 to Color.red(pixel), 100 to Color.green(pixel), 0 to Color.blue(pixel))) assertEquals(expected.toDouble(), actual.toDouble(), 1.0)
    }

    @Test
    fun aStoredBitmapIsTurnedUpright() {
        val image = bitmap.toRgbImage(Orientation.ROTATED_90)
        assertEquals(5 to 7, image.width to image.height)
        // The left column, read upwards, is the first row.
        assertArrayEquals(IntArray(5) { pixels[(4 - it) * 7] }, image.pixels.copyOf(5))
    }
}
