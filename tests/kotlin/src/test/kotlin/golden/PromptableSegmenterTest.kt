package golden

import dev.litert.sdkgen.runtime.Box
import dev.litert.sdkgen.runtime.EncodedImage
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.Prompt
import dev.litert.sdkgen.runtime.PromptableSegmenter
import dev.litert.sdkgen.runtime.PromptedMask
import dev.litert.sdkgen.runtime.PromptedMasks
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.Segmentation
import dev.litert.sdkgen.runtime.TestBundles
import golden.sam.Sam
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.sam.java.Sam as SamJava

/** Prompts of every kind on the real LiteRT library, in both languages, against KerasHub's own answers (tests/vectors/prompts.py). */
class PromptableSegmenterTest {
    private val bundle = TestBundles.bundle("sam")

    @Test
    fun `masks and scores are those of KerasHub`() = Sam.create(bundle, ::LiteRtHostRunner).use { kotlin ->
        SamJava.create(bundle, ::LiteRtHostRunner).use { java ->
            val directory = TestBundles.vectors("prompts")
            val pictures = Json.parse("answers.json", File(directory, "answers.json").readText()).list
            var compared = 0
            for ((i, answers) in pictures.withIndex()) {
                val image = PngImages.read(File(directory, "picture_$i.png"))
                val encoded = kotlin.encode(image)
                for (answer in answers.list) {
                    val prompt = prompt(answer, image.width, image.height)
                    compare(answer, kotlin.predict(encoded, prompt))
                    compare(answer, java.predict(image, prompt))
                    compared++
                }
            }
            assertEquals(28, compared)
        }
    }

    @Test
    fun `an earlier answer makes a prompt`() = Sam.create(bundle, ::LiteRtHostRunner).use { model ->
        val image = model.encode(picture(64, 64))
        val first = model.predict(image, Prompt().withPoint(30f, 30f)).best
        val refined = model.predict(image, Prompt().withPoint(30f, 30f).withMask(first))
        assertTrue(refined.masks.zip(model.predict(image, Prompt().withPoint(30f, 30f)).masks).any { (a, b) -> a.score != b.score })
    }

    @Test
    fun `a prompt that the model cannot take is refused`() = Sam.create(bundle, ::LiteRtHostRunner).use { model ->
        val image = model.encode(picture(64, 48)) // a crop: the outer 8 columns are not seen
        fun refused(prompt: Prompt, text: String, to: EncodedImage = image) {
            val error = assertThrows(IllegalArgumentException::class.java) { model.predict(to, prompt) }
            assertTrue(text in error.message.orEmpty()) { error.message }
        }
        refused(Prompt(), "expected a prompt with a point, a box or a mask but it has none")
        refused((0..10).fold(Prompt()) { prompt, _ -> prompt.withPoint(30f, 30f) }, "expected at most 10 points but was 11")
        for ((x, y) in listOf(-1f to 0f, 64.5f to 10f, 30f to 49f, Float.NaN to 3f, 3f to 10f)) {
            refused(Prompt().withPoint(x, y), "expected points in the part [8.0, 0.0, 56.0, 48.0] of the picture that the model sees (64x48) but was ($x, $y)")
        }
        refused(Prompt().withBox(Box(100f, 0f, 200f, 10f)), "expected a box with a part in the part")
        refused(Prompt().withBox(Box(20f, 20f, 20f, 30f)), "expected a box with a part in the part")
        refused(Prompt().withBox(Box(Float.NaN, 20f, 30f, 30f)), "expected a box with a part in the part")
        refused(Prompt().withMask(Segmentation(2, 1, intArrayOf(0, 1), listOf("a", "b"))), "expected a mask of 64x48 but was 2x1")
        val none = assertThrows(IllegalArgumentException::class.java) { RgbImage(0, 0, IntArray(0)) }
        assertTrue("at least one pixel" in none.message.orEmpty())
    }

    @Test
    fun `a picture of one colour has an answer`() = Sam.create(bundle, ::LiteRtHostRunner).use { model ->
        val mask = model.predict(picture(30, 90), Prompt().withBox(Box(-50f, -50f, 500f, 500f))).best
        assertEquals(setOf(-1), mask.segmentation.classIds.take(30 * 30).toSet()) // above the crop
        assertEquals(listOf(30, 90), listOf(mask.segmentation.width, mask.segmentation.height))
        assertTrue(mask.contains(15, 45) || mask.segmentation.labelAt(15, 45) == "background")
    }

    @Test
    fun `a fake takes the model's place in an app's test`() {
        val masks = listOf(0.5f, 0.9f, 0.9f).map { PromptedMask(Segmentation(1, 1, intArrayOf(1), listOf("background", "foreground")), it) }
        val fake = PromptableSegmenter { _, _ -> PromptedMasks(masks) }
        val answer = fake.predict(picture(1, 1), Prompt().withPoint(0f, 0f))
        assertSame(masks[1], answer.best)
        assertTrue(answer.best.contains(0, 0))
        assertThrows(IllegalArgumentException::class.java) { PromptedMasks(emptyList()) }
    }

    private fun picture(width: Int, height: Int) = RgbImage(width, height, IntArray(width * height) { 0x336699 })

    private fun prompt(json: Json, width: Int, height: Int): Prompt {
        var prompt = Prompt()
        for (point in json["points"].list) {
            val (x, y, label) = point.list.map { it.float }
            prompt = if (label == 1f) prompt.withPoint(x, y) else prompt.withBackgroundPoint(x, y)
        }
        json.find("box")?.let { prompt = prompt.withBox(box(it)) }
        json.find("mask")?.let { mask ->
            val box = box(mask)
            val ids = IntArray(width * height) { i ->
                val isInside = i % width >= box.left && i % width < box.right && i / width >= box.top && i / width < box.bottom
                if (isInside) 1 else 0
            }
            prompt = prompt.withMask(Segmentation(width, height, ids, listOf("background", "foreground")))
        }
        return prompt
    }

    private fun box(json: Json): Box = json.list.map { it.float }.let { (left, top, right, bottom) -> Box(left, top, right, bottom) }

    private fun compare(expected: Json, answer: PromptedMasks) {
        val scores = expected["scores"].list.map { it.float }.toFloatArray()
        assertArrayEquals(scores, answer.masks.map { it.score }.toFloatArray(), TOLERANCE)
        for ((keras, mask) in expected["masks"].list.zip(answer.masks)) {
            val ids = keras["class_ids"].list
            val different = ids.indices.count { ids[it].int != mask.segmentation.classIds[it] }
            assertTrue(different <= keras["close"].int) { "$different of ${ids.size} pixels differ" }
        }
    }
}
