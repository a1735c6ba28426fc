package golden

import dev.litert.sdkgen.runtime.Box
import dev.litert.sdkgen.runtime.ConceptSegmenter
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelMismatchException
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.PhraseSegmenter
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.SegmentedInstance
import dev.litert.sdkgen.runtime.Segmentation
import dev.litert.sdkgen.runtime.TestBundles
import golden.sam3.Sam3
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.sam3.java.Sam3 as Sam3Java

/** Phrases on the real LiteRT library, in both languages, against KerasHub's own answers (tests/vectors/concepts.py). */
class ConceptSegmenterTest {
    private val bundle = TestBundles.bundle("sam3")

    @Test
    fun `instances are those of KerasHub`() = Sam3.create(bundle, ::LiteRtHostRunner).use { kotlin ->
        Sam3Java.create(bundle, ::LiteRtHostRunner).use { java ->
            val directory = TestBundles.vectors("concepts")
            var phrases = 0
            var instances = 0
            for ((i, answers) in Json.parse("answers.json", File(directory, "answers.json").readText()).list.withIndex()) {
                val image = PngImages.read(File(directory, "picture_$i.png"))
                val encoded = kotlin.encode(image)
                for (answer in answers.list) {
                    val phrase = answer["phrase"].string
                    compare(answer["instances"].list, kotlin.predict(encoded, phrase))
                    compare(answer["instances"].list, java.predict(image, phrase))
                    phrases++
                    instances += answer["instances"].list.size
                }
            }
            assertEquals(15, phrases)
            assertTrue(instances in 20..100) { "$instances of 120 are above the threshold" }
        }
    }

    @Test
    fun `what no phrase can name has an answer`() = Sam3.create(bundle, ::LiteRtHostRunner).use { model ->
        val plain = model.encode(RgbImage(30, 90, IntArray(30 * 90) { 0x336699 }))
        for (phrase in listOf("", " ", "\uD800", "\u0000", "word ".repeat(1000))) {
            for (found in model.predict(plain, phrase)) {
                assertTrue(found.score > 0.5f)
                assertEquals(listOf(30, 90), listOf(found.segmentation.width, found.segmentation.height))
                assertEquals(found.segmentation.labelAt(3, 4) == "foreground", found.contains(3, 4))
            }
        }
    }

    @Test
    fun `the bundle of another task is refused`() {
        val other = TestBundles.bundle("sam")
        ModelSession.open(other, other.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            assertThrows(ModelMismatchException::class.java) { PhraseSegmenter(session) }
        }
    }

    @Test
    fun `a fake takes the model's place in an app's test`() {
        val mask = Segmentation(2, 1, intArrayOf(0, 1), listOf("background", "foreground"))
        val fake = ConceptSegmenter { image, _ -> listOf(SegmentedInstance(Box(0f, 0f, image.width.toFloat(), 1f), 0.9f, mask)) }
        val found = fake.predict(RgbImage(2, 1, IntArray(2)), "a dog").single()
        assertTrue(found.contains(1, 0))
        assertFalse(found.contains(0, 0))
        assertEquals("instance 0.9 [0.0, 0.0, 2.0, 1.0]", found.toString())
    }

    private fun compare(expected: List<Json>, found: List<SegmentedInstance>) {
        assertArrayEquals(expected.map { it["score"].float }.toFloatArray(), found.map { it.score }.toFloatArray(), TOLERANCE)
        for ((keras, instance) in expected.zip(found)) {
            val box = instance.box
            assertArrayEquals(keras["box"].list.map { it.float }.toFloatArray(), floatArrayOf(box.left, box.top, box.right, box.bottom), 1e-2f)
            val ids = keras["class_ids"].list
            val different = ids.indices.count { ids[it].int != instance.segmentation.classIds[it] }
            assertTrue(different <= keras["close"].int) { "$different of ${ids.size} pixels differ" }
        }
    }
}
