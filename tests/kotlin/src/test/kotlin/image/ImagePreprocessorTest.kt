package dev.litert.sdkgen.runtime

import java.lang.management.ManagementFactory
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

class ImagePreprocessorTest {
    private fun preprocessor(vararg changes: Pair<String, String>) = ImagePreprocessor(imageBundle(imageStep(*changes)))

    private val unchanged = arrayOf("height" to "1", "width" to "2", "fit" to "\"none\"")

    @Test
    fun `gives red, green, blue per pixel and ignores alpha`() {
        val image = RgbImage(2, 1, intArrayOf(0x00FF8001, 0x7F010203))
        assertArrayEquals(floatArrayOf(255f, 128f, 1f, 1f, 2f, 3f), preprocessor(*unchanged).pixels(image))
    }

    @Test
    fun `gives Pillow's luma for one channel`() {
        val image = RgbImage(2, 1, intArrayOf(0xFF0A64C8.toInt(), 0xFFFFFFFF.toInt()))
        assertArrayEquals(floatArrayOf(84f, 255f), preprocessor(*unchanged, "channels" to "1").pixels(image)) // 0.299 * 10 + 0.587 * 100 + 0.114 * 200 = 84.49
    }

    @Test
    fun `scales and offsets per channel, rounding to float32 after each`() {
        val image = RgbImage(2, 1, intArrayOf(0x0A141E, 0xFFFFFF))
        val actual = preprocessor(*unchanged, "scale" to "[0.1, 0.2, 0.3]", "offset" to "[-1.5]").pixels(image)
        assertArrayEquals(floatArrayOf(10 * 0.1f - 1.5f, 20 * 0.2f - 1.5f, 30 * 0.3f - 1.5f, 255 * 0.1f - 1.5f, 255 * 0.2f - 1.5f, 255 * 0.3f - 1.5f), actual)
    }

    @Test
    fun `gives blue first where the model takes it so, and scales in that order`() {
        val image = RgbImage(2, 1, intArrayOf(0xFF8001, 0x010203))
        val step = arrayOf(*unchanged, "channel_order" to "\"bgr\"", "scale" to "[1, 2, 3]")
        assertArrayEquals(floatArrayOf(1f, 256f, 765f, 3f, 4f, 3f), preprocessor(*step).pixels(image))
    }

    @Test
    fun `keeps the caller's picture as it is, and calls apart`() {
        val preprocessor = preprocessor("scale" to "[0.5]")
        val image = picture(40, 30, 1)
        val before = image.pixels.copyOf()
        val first = preprocessor.pixels(image)
        val kept = first.copyOf()
        preprocessor.pixels(picture(40, 30, 2))
        assertArrayEquals(kept, first)
        assertArrayEquals(before, image.pixels)
    }

    @Test
    fun `refuses another size where nothing is resized`() {
        val problem = assertThrows(IllegalArgumentException::class.java) { preprocessor("fit" to "\"none\"").pixels(RgbImage(40, 20, IntArray(800))) }
        assertEquals("this model does not resize pictures: expected 32x24 pixels (width x height) but was 40x20; resize it before", problem.message)
    }

    @ParameterizedTest
    @CsvSource("0, 0, 0", "0, 5, 0", "-1, -1, 1", "2, 2, 3", "65536, 65536, 0")
    fun `refuses pictures without pixels, or with too few or many`(width: Int, height: Int, pixels: Int) {
        assertThrows(IllegalArgumentException::class.java) { RgbImage(width, height, IntArray(pixels)) }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock = """
        height        | 0            | preprocess[0].height: expected an integer from 1 to 16384 but was 0
        width         | 2147483648   | preprocess[0].width: expected an integer from 1 to 16384 but was 2147483648
        width         | 1.5          | preprocess[0].width: expected an integer from 1 to 16384 but was 1.5
        channels      | 4            | preprocess[0].channels: expected 1 or 3 but was 4
        fit           | "cover"      | preprocess[0].fit: expected one of crop, pad, stretch, none but was "cover"
        interpolation | "lanczos3"   | preprocess[0].interpolation: expected one of nearest, bilinear, bicubic but was "lanczos3"
        antialias     | 1            | preprocess[0].antialias: expected true or false but was 1
        channel_order | "rbg"        | preprocess[0].channel_order: expected one of bgr but was "rbg"
        scale         | [1, 2]       | preprocess[0].scale: expected no value, one, or one for each of 3 channels but was a list of 2
        scale         | [1e39]       | preprocess[0].scale[0]: expected a number in the range of float32 but was 1e39
        offset        | 3            | preprocess[0].offset: expected a list but was 3
        feeds         | {"pixels":"x"} | preprocess[0].feeds.pixels: expected the name of an input but was "x"
        type          | "text"       | of test bundle: expected one preprocess step of type image but was 0""",
    )
    fun `refuses a manifest that it does not understand`(field: String, value: String, message: String) {
        val problem = assertThrows(ModelMismatchException::class.java) { preprocessor(field to value) }
        assertTrue(message in problem.message.orEmpty()) { problem.message }
    }

    @Test
    fun `refuses two image steps`() {
        assertThrows(ModelMismatchException::class.java) { ImagePreprocessor(imageBundle(imageStep(), imageStep())) }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """[1, 32, 24, 3]
        [1, 3, 24, 32]
        [2, 24, 32, 3]
        [24, 32, 3]
        [1, 24, 32, 1]""")
    fun `refuses an input of another shape than the step gives`(shape: String) {
        assertThrows(ModelMismatchException::class.java) { ImagePreprocessor(imageBundle(imageStep(), shape = shape)) }
        ImagePreprocessor(imageBundle(imageStep(), shape = "[1, 24, 32, 3]"))
    }

    @Test
    fun `threads with pictures of different sizes do not disturb each other`() {
        val preprocessor = preprocessor("interpolation" to "\"bicubic\"", "antialias" to "true")
        val pictures = List(4) { picture(50 + 13 * (it % 2), 90 - 17 * (it / 2), it) } // each shares its height with one, its width with another
        val expected = pictures.map(preprocessor::pixels)
        val wrong = ConcurrentLinkedQueue<Int>()
        val threads = pictures.indices.map { i -> thread { repeat(200) { if (!preprocessor.pixels(pictures[i]).contentEquals(expected[i])) wrong += i } } }
        threads.forEach { it.join() }
        assertTrue(wrong.isEmpty()) { "${wrong.size} answers belong to another picture" }
    }

    @ParameterizedTest
    @CsvSource("nearest, false", "bilinear, false", "bicubic, false", "bilinear, true", "bicubic, true")
    fun `a picture of one colour keeps it at any size`(interpolation: String, antialias: Boolean) {
        val step = arrayOf("interpolation" to "\"$interpolation\"", "antialias" to "$antialias", "fit" to "\"stretch\"")
        for ((width, height) in listOf(1 to 1, 1 to 3000, 3000 to 1, 7 to 5, 640 to 480)) {
            val pixels = preprocessor(*step).pixels(RgbImage(width, height, IntArray(width * height) { 0x14C8FF }))
            for (i in pixels.indices) assertEquals(listOf(20f, 200f, 255f)[i % 3], pixels[i], 1e-3f) { "$width x $height, value $i" }
        }
    }

    @ParameterizedTest
    @CsvSource("nearest, false", "bilinear, false", "bicubic, false", "bilinear, true", "bicubic, true")
    fun `a picture of 12 megapixels needs little memory besides the result`(interpolation: String, antialias: Boolean) {
        val preprocessor = preprocessor("height" to "224", "width" to "224", "interpolation" to "\"$interpolation\"", "antialias" to "$antialias")
        val image = RgbImage(4000, 3000, IntArray(12_000_000) { it })
        val threads = ManagementFactory.getThreadMXBean() as com.sun.management.ThreadMXBean
        val id = Thread.currentThread().id
        val before = threads.getThreadAllocatedBytes(id)
        val started = System.nanoTime()
        val result = preprocessor.pixels(image)
        val millis = (System.nanoTime() - started) / 1_000_000
        val besides = threads.getThreadAllocatedBytes(id) - before - 4L * result.size
        println("4000x3000 to 224x224, $interpolation${if (antialias) " antialias" else ""}: $millis ms, ${besides / 1024} KB besides the result")
        assertTrue(besides < 1_000_000) { "$besides bytes" }
    }
}
