package dev.litert.sdkgen.runtime

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.zip.CRC32
import kotlin.math.abs

/** What KerasHub's `ImageConverter` gave (tests/vectors/image.py). Also replayed by benchmarks/images.py. */
internal class ImageVectors(directory: File) {
    private val document = Json.parse("cases.json", File(directory, "cases.json").readText())
    private val expected = ByteBuffer.wrap(File(directory, "values.bin").readBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
    val cases: List<Json> = document["cases"].list

    /** TensorFlow's own arithmetic differs where its compiler fuses multiply and add; there the numbers are close, and not equal. */
    private val exact = document["machine"].string in setOf("x86_64", "AMD64")

    /** Replays all cases in their order, once. [done] gets the kind of interpolation of each and the largest difference of its kept values. */
    fun mismatches(done: (kind: String, difference: Float) -> Unit): List<String> {
        val found = cases.mapNotNull { case ->
            val actual = ImagePreprocessor(imageBundle(case["step"].string)).pixels(picture(case["height"].int, case["width"].int, case["seed"].int))
            if (actual.size != case["values"].int) return@mapNotNull "${describe(case)}: ${actual.size} values"
            val difference = (actual.indices step case["stride"].int).fold(0f) { far, i -> maxOf(far, abs(expected.get() - actual[i])) }
            done(kind(case), difference)
            when {
                difference > if (exact) 0f else BOUND -> "${describe(case)}: differs by $difference"
                exact && case["crc32"].double.toLong() != crc32(actual) -> "${describe(case)}: a value between the compared ones differs"
                else -> null
            }
        }
        check(found.isNotEmpty() || !expected.hasRemaining()) { "${expected.remaining()} expected values were not compared" }
        return found
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
