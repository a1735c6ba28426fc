package golden

import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.MarkedSeq2SeqLanguageModel
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.TestBundles
import golden.tiny_marked_t5gemma2.TinyMarkedT5gemma2
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_marked_t5gemma2.java.TinyMarkedT5gemma2 as TinyMarkedT5gemma2Java

/** T5Gemma 2 with pictures on the real LiteRT library, against what Keras makes of the same pictures and texts. */
class MarkedSeq2SeqTest {
    private val bundle = TestBundles.bundle("tiny_marked_t5gemma2")
    private val directory = TestBundles.vectors("picture_readers")
    private val entries = File(directory, "tiny_marked_t5gemma2.json").let { Json.parse(it.name, it.readText()).list }

    private fun picture(i: Int): RgbImage = PngImages.read(File(directory, "picture_$i.png"))

    private fun images(entry: Json): List<RgbImage> = listOfNotNull(entry.find("picture")?.let { picture(it.int) })

    @Test
    fun `tokens equal Keras, to the end of the context, with a picture and without`(): Unit =
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val model = MarkedSeq2SeqLanguageModel(session)
            val samples = GenerationSample.of(bundle)
            repeat(2) { // what a picture leaves behind changes no other text
                for (sample in samples) {
                    sample.text?.let { assertArrayEquals(sample.source, model.encode(it), "$sample: source") }
                    assertArrayEquals(sample.tokens, sample.replay(model), "$sample")
                }
            }
            assertEquals(setOf(0, 1), samples.map { it.pictures.size }.toSet())
            assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength })
            val seeing = samples.first { it.pictures.isNotEmpty() }
            val other = GenerationSample.of(bundle).first { it.pictures.isNotEmpty() && it.pictures[0][0] != seeing.pictures[0][0] }
            assertNotEquals(seeing.tokens.toList(), other.tokens.toList())
        }

    @Test
    fun `generated classes answer what Keras answers, in both languages`() {
        TinyMarkedT5gemma2.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyMarkedT5gemma2Java.create(bundle, ::LiteRtHostRunner).use { java ->
                for (entry in entries) {
                    val (prompt, images, text) = Triple(entry["prompt"].string, images(entry), entry["text"].string)
                    assertEquals(text, kotlin.generate(prompt, images).text, prompt)
                    assertEquals(text, java.generate(prompt, images, GenerationOptions()).text, prompt)
                    if (images.isEmpty()) assertEquals(listOf(text, text), listOf(kotlin.generate(prompt).text, java.generate(prompt).text))
                }
                assertEquals(listOf("<start_of_image>", 1), listOf(java.imageMarker, java.mostImages))
            }
        }
    }

    @Test
    fun `pictures that do not fit are refused`() {
        TinyMarkedT5gemma2.create(bundle, ::LiteRtHostRunner).use { model ->
            val marker = model.imageMarker
            for ((prompt, count, message) in listOf(
                Triple("a", 1, "prompt: expected $marker once for each of 1 pictures, and <image_soft_token> nowhere, but it has 0, of [] places"),
                Triple(marker, 0, "prompt: expected $marker once for each of 0 pictures, and <image_soft_token> nowhere, but it has 1, of [4] places"),
                Triple(marker + marker, 2, "images: expected at most 1 pictures but was 2"),
                Triple("moon ".repeat(30) + marker, 1, "prompt: expected $marker once for each of 1 pictures"),
            )) {
                val error = assertThrows<IllegalArgumentException> { model.generate(prompt, List(count) { picture(0) }) }
                assertTrue(error.message.orEmpty().startsWith(message)) { "${error.message}" }
            }
        }
    }
}
