package dev.litert.sdkgen.runtime

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.zip.CRC32
import kotlin.math.abs
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Replays what KerasHub's `ImageConverter` gave (tests/vectors/image.py). */
class ImageConverterParityTest {
    private val directory = File(System.getProperty("sdkgen.bundles"), "vectors/image")
    private val document = Json.parse("cases.json", File(directory, "cases.json").readText())
    private val expected = ByteBuffer.wrap(File(directory, "values.bin").readBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()

    /** TensorFlow's own arithmetic differs where its compiler fuses multiply and add; there the numbers are close, and not equal. */
    private val exact = document["machine"].string in setOf("x86_64", "AMD64")

    @Test
    fun `pixels equal those of KerasHub`() {
        val worst = sortedMapOf<String, Float>()
        val cases = document["cases"].list
        assertTrue(cases.size >= 200) { "only ${cases.size} cases" }
        for (case in cases) {
            val actual = ImagePreprocessor(imageBundle(case["step"].string)).pixels(picture(case["height"].int, case["width"].int, case["seed"].int))
            assertEquals(case["values"].int, actual.size) { describe(case) }
            val difference = (actual.indices step case["stride"].int).fold(0f) { far, i -> maxOf(far, abs(expected.get() - actual[i])) }
            worst.merge(kind(case), difference, ::maxOf)
            assertTrue(difference <= if (exact) 0f else BOUND) { "${describe(case)}: differs by $difference" }
            if (exact) assertEquals(case["crc32"].double.toLong(), crc32(actual)) { "${describe(case)}: a value between the compared ones differs" }
        }
        assertTrue(!expected.hasRemaining()) { "${expected.remaining()} expected values were not compared" }
        println("ImageConverter parity, ${cases.size} cases, largest differences: $worst")
    }

    private fun crc32(values: FloatArray): Long {
        val bytes = ByteBuffer.allocate(4 * values.size).order(ByteOrder.LITTLE_ENDIAN)
        bytes.asFloatBuffer().put(values)
        return CRC32().apply { update(bytes.array()) }.value
    }

    private fun kind(case: Json): String = Json.parse("step", case["step"].string).let {
        it["interpolation"].string + if (it["antialias"].boolean) " antialias" else ""
    }

    private fun describe(case: Json): String = "${case["height"].int}x${case["width"].int} picture ${case["seed"].int} through ${case["step"].string}"

    private companion object {
        /** Of values up to 255 before scaling. */
        const val BOUND = 2.5e-4f
    }
}
