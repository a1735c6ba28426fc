package golden

import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.VisionLanguageModel
import dev.litert.sdkgen.runtime.VisionSeq2SeqLanguageModel
import golden.tiny_blip2_t5.TinyBlip2T5
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_blip2_t5.java.TinyBlip2T5 as TinyBlip2T5Java

/** BLIP-2 with Flan-T5 and with OPT on the real LiteRT library, against what Keras makes of the same pictures and texts. */
class Blip2Test {
    private val bundle = TestBundles.bundle("tiny_blip2_t5")
    private val directory = TestBundles.vectors("picture_readers")

    private fun entries(name: String): List<Json> = File(directory, name).let { Json.parse(it.name, it.readText()).list }

    private fun picture(i: Int): RgbImage = PngImages.read(File(directory, "picture_$i.png"))

    @Test
    fun `tokens equal Keras, to the end of the context`(): Unit =
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val model = VisionSeq2SeqLanguageModel(session)
            val samples = GenerationSample.of(bundle)
            repeat(2) { // what a picture leaves behind changes no other
                for (sample in samples) assertArrayEquals(sample.tokens, sample.replay(model), "$sample")
            }
            assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength })
            assertEquals(listOf(1, model.sourceLength), samples.map { checkNotNull(it.source).size }.let { listOf(it.min(), it.max()) })
            val (first, last) = listOf(samples.first(), samples.last())
            assertEquals(first.text, last.text)
            assertNotEquals(first.tokens.toList(), last.tokens.toList(), "answers depend on the picture")
            val error = assertThrows<IllegalArgumentException> { model.generateTokens(intArrayOf(1), GenerationOptions()) { true } }
            assertEquals("images: expected one picture, which the model reads with the text: use generate", error.message)
        }

    @Test
    fun `a picture in front of a prompt is answered as Keras answers it`() {
        val bundle = TestBundles.bundle("tiny_blip2_opt")
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val model = VisionLanguageModel(session)
            for (sample in GenerationSample.of(bundle)) assertArrayEquals(sample.tokens, sample.replay(model), "$sample")
            for (entry in entries("tiny_blip2_opt.json")) {
                val images = listOf(picture(entry["picture"].int))
                assertEquals(entry["text"].string, model.generate(entry["prompt"].string, images, GenerationOptions()) { true }.text)
            }
        }
    }

    @Test
    fun `generated classes answer what Keras answers, in both languages`() {
        TinyBlip2T5.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyBlip2T5Java.create(bundle, ::LiteRtHostRunner).use { java ->
                for (entry in entries("tiny_blip2_t5.json")) {
                    val (prompt, image, text) = Triple(entry["prompt"].string, picture(entry["picture"].int), entry["text"].string)
                    assertEquals(listOf(text, text), listOf(kotlin.generate(prompt, image).text, java.generate(prompt, image).text))
                }
                for (count in listOf(0, 2)) {
                    val error = assertThrows<IllegalArgumentException> { kotlin.generate("a", List(count) { picture(0) }) }
                    assertEquals("images: expected one picture, which the model reads with the text, but was $count", error.message)
                }
            }
        }
    }
}
