package dev.litert.sdkgen.runtime

import java.io.File
import java.lang.management.ManagementFactory
import java.nio.ByteBuffer
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

/** Frames of a camera, with the colours that libjpeg gives their values (tests/vectors/camera.py). */
class YuvConverterTest {
    private val directory = TestBundles.vectors("camera")
    private val bytes = File(directory, "frames.bin").readBytes()

    @Test
    fun `colours, crop and rotation equal Python's, whatever the strides`() {
        val frames = Json.parse("frames.json", File(directory, "frames.json").readText()).list
        assertTrue(frames.size > 20) { "only ${frames.size} frames" }
        val converter = YuvConverter()
        for (frame in frames) {
            val size = frame["upright_width"].int to frame["upright_height"].int
            val expected = RgbImage.fromBytes(bytes.copyOfRange(frame["expected"].int, bytes.size), size.first, size.second, PixelLayout.RGB)
            val actual = converter.convert(frame(frame), frame["degrees"].int)
            assertEquals(size, actual.width to actual.height) { describe(frame) }
            assertArrayEquals(expected.pixels, actual.pixels) { describe(frame) }
        }
    }

    @Test
    fun `the second frame of a size costs no memory`() {
        val converter = YuvConverter()
        fun frame(luma: Int) = YuvFrame(640, 480, direct(640 * 480, 640, 1, luma), direct(320 * 240, 320, 1, 128), direct(320 * 240, 320, 1, 128))
        val (dark, bright) = listOf(frame(10), frame(240))
        val first = converter.convert(dark, 90)
        assertEquals(480 to 640, first.width to first.height)
        assertTrue(first.pixels.all { it == 0xFF0A0A0A.toInt() })
        val threads = ManagementFactory.getThreadMXBean() as com.sun.management.ThreadMXBean
        val before = threads.getThreadAllocatedBytes(Thread.currentThread().id)
        val second = converter.convert(bright, 90)
        val allocated = threads.getThreadAllocatedBytes(Thread.currentThread().id) - before
        assertTrue(allocated < 1000) { "$allocated bytes" } // what asking takes
        assertSame(first, second)
        assertTrue(second.pixels.all { it == 0xFFF0F0F0.toInt() })
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock = """
        0 | 0 | 16 | 4 | 1 | 8 | 2 | 1 | an image must have at least one pixel: expected a width and height of 1 or more but was 0x0
        4 | 4 | 16 | 3 | 1 | 4 | 2 | 1 | plane y: rows of 4 values overlap: expected a row stride of 4 bytes or more but was 3
        4 | 4 | 15 | 4 | 1 | 4 | 2 | 1 | plane y: expected 16 bytes or more for 4x4 values but was 15
        4 | 4 | 16 | 4 | 0 | 4 | 2 | 1 | plane y: expected a pixel stride of 1 or more but was 0
        4 | 4 | 16 | 4 | 1 | 4 | 2 | 2 | plane u: rows of 2 values overlap: expected a row stride of 3 bytes or more but was 2
        5 | 5 | 25 | 5 | 1 | 8 | 3 | 1 | plane u: expected 9 bytes or more for 3x3 values but was 8""",
    )
    fun `refuses planes that do not hold the frame`(
        width: Int, height: Int, lumas: Int, rowStride: Int, pixelStride: Int, differences: Int, halfRowStride: Int, halfPixelStride: Int, message: String,
    ) {
        fun difference() = direct(differences, halfRowStride, halfPixelStride, 0)
        val problem = assertThrows(IllegalArgumentException::class.java) {
            YuvFrame(width, height, direct(lumas, rowStride, pixelStride, 0), difference(), difference())
        }
        assertEquals(message, problem.message)
    }

    @ParameterizedTest
    @CsvSource("2, 0, 2, 4", "0, 3, 4, 2", "-1, 0, 4, 4", "0, 0, 5, 4", "0, 0, 4, 5", "0, -1, 4, 4")
    fun `refuses a part that is empty or beyond the frame`(left: Int, top: Int, right: Int, bottom: Int) {
        val plane = direct(16, 4, 1, 0)
        val problem = assertThrows(IllegalArgumentException::class.java) { YuvFrame(4, 4, plane, plane, plane, left, top, right, bottom) }
        assertEquals("expected a part of a frame of 4x4 but was the columns from $left to $right and the rows from $top to $bottom", problem.message)
    }

    @Test
    fun `refuses a slanted rotation`() {
        val plane = direct(1, 1, 1, 0)
        val problem = assertThrows(IllegalArgumentException::class.java) { YuvConverter().convert(YuvFrame(1, 1, plane, plane, plane), 45) }
        assertEquals("expected a multiple of 90 degrees but was 45", problem.message)
    }

    @Test
    fun `leaves the buffer of a plane where it stands, and reads from there`() {
        val buffer = ByteBuffer.wrap(byteArrayOf(1, 2, 3)).apply { get() }
        val grey = direct(1, 1, 1, 128)
        val image = YuvConverter().convert(YuvFrame(2, 1, YuvPlane(buffer, 2, 1), grey, grey))
        assertArrayEquals(intArrayOf(0xFF020202.toInt(), 0xFF030303.toInt()), image.pixels)
        assertEquals(1 to 3, buffer.position() to buffer.limit())
    }

    private fun frame(frame: Json): YuvFrame {
        val (y, u, v) = frame["planes"].list.map { YuvPlane(ByteBuffer.wrap(bytes, it["offset"].int, it["size"].int), it["row_stride"].int, it["pixel_stride"].int) }
        val (left, top, right, bottom) = frame["crop"].list.map { it.int }
        return YuvFrame(frame["width"].int, frame["height"].int, y, u, v, left, top, right, bottom)
    }

    private fun direct(size: Int, rowStride: Int, pixelStride: Int, value: Int): YuvPlane {
        val buffer = ByteBuffer.allocateDirect(size)
        for (i in 0 until size) buffer.put(i, value.toByte())
        return YuvPlane(buffer, rowStride, pixelStride)
    }

    private fun describe(frame: Json) =
        "${frame["width"].int}x${frame["height"].int} ${frame["layout"].string}, crop ${frame["crop"].list.map { it.int }}, ${frame["degrees"].int} degrees"
}
