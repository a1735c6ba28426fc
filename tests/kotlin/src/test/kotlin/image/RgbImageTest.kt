package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

class RgbImageTest {
    private val expected = intArrayOf(0xFF010203.toInt(), 0xFF80FFFE.toInt())

    @ParameterizedTest
    @CsvSource("RGB, 1 2 3 128 255 254", "RGBA, 1 2 3 9 128 255 254 9", "ARGB, 9 1 2 3 9 128 255 254")
    fun `reads the channels in the order of their bytes`(layout: PixelLayout, values: String) {
        assertArrayEquals(expected, RgbImage.fromBytes(bytes(values), 2, 1, layout).pixels)
        assertArrayEquals(expected, RgbImage.fromBytes(bytes(values), 1, 2, layout).pixels)
    }

    @Test
    fun `skips what pads the rows, and needs none behind the last one`() {
        val image = RgbImage.fromBytes(bytes("1 2 3 7 7 128 255 254"), 1, 2, PixelLayout.RGB, rowStride = 5)
        assertArrayEquals(expected, image.pixels)
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock = """
        0          | 0          | 0          | 0 | an image must have at least one pixel: expected a width and height of 1 or more but was 0x0
        -1         | -1         | 1          | 4 | an image must have at least one pixel: expected a width and height of 1 or more but was -1x-1
        2          | 2          | 11         | 6 | expected 12 bytes or more for 2x2 RGB pixels with a row stride of 6 but was 11
        2          | 2          | 12         | 7 | expected 13 bytes or more for 2x2 RGB pixels with a row stride of 7 but was 12
        2          | 2          | 12         | 5 | rows of 2 RGB pixels overlap: expected a row stride of 6 bytes or more but was 5
        2          | 2          | 12         | 0 | rows of 2 RGB pixels overlap: expected a row stride of 6 bytes or more but was 0
        1          | 2000000000 | 12         | 2000000000 | expected 3999999998000000003 bytes or more for 1x2000000000 RGB pixels with a row stride of 2000000000 but was 12
        2000000000 | 1          | 12         | 12 | rows of 2000000000 RGB pixels overlap: expected a row stride of 6000000000 bytes or more but was 12""",
    )
    fun `refuses no pixels, overlapping rows and too few bytes`(width: Int, height: Int, size: Int, rowStride: Int, message: String) {
        val problem = assertThrows(IllegalArgumentException::class.java) { RgbImage.fromBytes(ByteArray(size), width, height, PixelLayout.RGB, rowStride) }
        assertEquals(message, problem.message)
    }

    private fun bytes(values: String): ByteArray = values.split(' ').map { it.toInt().toByte() }.toByteArray()
}
