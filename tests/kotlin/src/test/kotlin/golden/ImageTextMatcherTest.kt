package golden

import dev.litert.sdkgen.runtime.Classification
import dev.litert.sdkgen.runtime.DualEncoder
import dev.litert.sdkgen.runtime.Embedding
import dev.litert.sdkgen.runtime.ImageTextMatcher
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelMismatchException
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.TestBundles
import golden.clip.Clip
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.clip.java.Clip as ClipJava

/** Pictures and texts on the real LiteRT library, in both languages, against Keras' own scores (tests/vectors/image_texts.py). */
class ImageTextMatcherTest {
    private val bundle = TestBundles.bundle("clip")
    private val directory = TestBundles.vectors("image_texts")
    private val models = Json.parse("image_texts.json", File(directory, "image_texts.json").readText())["models"].list

    @Test
    fun `scores are those of Keras in both languages`() = Clip.create(bundle, ::LiteRtHostRunner).use { kotlin ->
        ClipJava.create(bundle, ::LiteRtHostRunner).use { java ->
            assertEquals(9, compare(models.single { it["bundle"].string == "clip" }, kotlin::predict))
            assertEquals(9, compare(models.single { it["bundle"].string == "clip" }, java::predict))
        }
    }

    @Test
    fun `scores of every family are those of Keras`() {
        for (model in models) {
            val bundle = TestBundles.bundle(model["bundle"].string)
            ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { compare(model, DualEncoder(it)::predict) }
        }
        assertEquals(listOf("clip", "meta_clip_2", "siglip"), models.map { it["bundle"].string })
    }

    @Test
    fun `texts that are embedded once serve for every picture`() = Clip.create(bundle, ::LiteRtHostRunner).use { kotlin ->
        ClipJava.create(bundle, ::LiteRtHostRunner).use { java ->
            val texts = listOf("a cat", "a dog", "")
            val embeddings = texts.map(kotlin::embed)
            for (i in 0..2) {
                val image = picture(i)
                val expected = kotlin.predict(image, texts)
                for (scores in listOf(kotlin.scores(kotlin.embed(image), embeddings), java.scores(java.embed(image), texts.map(java::embed)))) {
                    assertArrayEquals(floatArrayOf(1f), floatArrayOf(scores.sum()), TOLERANCE)
                    for (candidate in expected.top(3)) assertEquals(candidate.score, scores[candidate.index])
                }
            }
        }
    }

    @Test
    fun `what no model can compare is refused, and what any can has an answer`() = Clip.create(bundle, ::LiteRtHostRunner).use { model ->
        val plain = RgbImage(1, 1, intArrayOf(0xFF0000))
        for (asked in listOf({ model.predict(plain, emptyList()) }, { model.scores(model.embed(plain), emptyList()) })) {
            val error = assertThrows(IllegalArgumentException::class.java) { asked() }
            assertEquals("expected at least one text to compare the picture with but there is none", error.message)
        }
        val foreign = assertThrows(IllegalArgumentException::class.java) { model.scores(model.embed(plain), listOf(Embedding(FloatArray(3)))) }
        assertEquals("expected an embedding of 12 values but was one of 3", foreign.message)
        assertEquals(1f, model.predict(plain, listOf("")).score)
        assertTrue(model.predict(plain, listOf("word ".repeat(1000), "\uD800", "\u0000")).top(3).all { it.score.isFinite() })
        val zero = model.scores(Embedding(FloatArray(12)), listOf(model.embed("a"), model.embed("b")))
        assertArrayEquals(floatArrayOf(0.5f, 0.5f), zero) // which has no direction
    }

    @Test
    fun `the bundle of another task is refused`() {
        val other = TestBundles.bundle("tiny_image")
        ModelSession.open(other, other.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            assertThrows(ModelMismatchException::class.java) { DualEncoder(session) }
        }
    }

    @Test
    fun `a lambda takes the model's place in an app's test`() {
        val fake = ImageTextMatcher { image, texts -> Classification(texts, FloatArray(texts.size) { image.width + it.toFloat() }) }
        assertEquals("b", fake.predict(RgbImage(3, 1, IntArray(3)), listOf("a", "b")).label)
    }

    private fun picture(i: Int): RgbImage = PngImages.read(File(directory, "picture_$i.png"))

    /** How many answers were compared. */
    private fun compare(model: Json, predict: (RgbImage, List<String>) -> Classification): Int {
        var compared = 0
        for ((i, answers) in model["scores"].list.withIndex()) {
            for ((labels, scores) in model["labels"].list.zip(answers.list)) {
                val texts = labels.list.map { it.string }
                val found = predict(picture(i), texts).top(texts.size)
                assertEquals(texts.indices.toSet(), found.map { it.index }.toSet())
                for (candidate in found) {
                    assertEquals(texts[candidate.index], candidate.label)
                    assertEquals(scores.list[candidate.index].float, candidate.score, TOLERANCE) { "${model["bundle"].string}: ${candidate.label}" }
                }
                compared++
            }
        }
        return compared
    }
}
