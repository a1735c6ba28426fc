package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Against PNG files that Pillow wrote (tests/vectors/image.py). */
class PngImagesTest {
    private val directory = File(System.getProperty("sdkgen.bundles"), "vectors/image")
    private val original = picture(37, 53, 1)

    @Test
    fun `reads colours as they were written`() {
        val image = PngImages.read(File(directory, "colour.png"))
        assertEquals(53, image.width)
        assertEquals(37, image.height)
        assertArrayEquals(IntArray(37 * 53) { original.pixels[it] or (0xFF shl 24) }, image.pixels)
    }

    @Test
    fun `reads grey as it was written, which is the luma of the colours`() {
        val image = PngImages.read(File(directory, "grey.png"))
        assertArrayEquals(IntArray(37 * 53) { channel(original.pixels[it], 0, channels = 1) }, IntArray(37 * 53) { image.pixels[it] and 0xFF })
        assertArrayEquals(IntArray(37 * 53) { (0xFF shl 24) or channel(original.pixels[it], 0, channels = 1) * 0x010101 }, image.pixels)
    }

    @Test
    fun `refuses what is no picture`() {
        assertThrows(IllegalArgumentException::class.java) { PngImages.read("no picture".byteInputStream()) }
    }
}
