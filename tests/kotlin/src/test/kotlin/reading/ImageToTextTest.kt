package golden

import dev.litert.sdkgen.runtime.FinishReason
import dev.litert.sdkgen.runtime.GeneratedText
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.ImageToText
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.TextReader
import dev.litert.sdkgen.runtime.stream
import golden.tiny_parseq.TinyParseq
import java.io.File
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_parseq.java.TinyParseq as TinyParseqJava

/** PARSeq on the real LiteRT library, against what Keras reads in the same pictures. */
class ImageToTextTest {
    private val bundle = TestBundles.bundle("tiny_parseq")
    private val directory = TestBundles.vectors("picture_readers")
    private val texts = File(directory, "tiny_parseq.json").let { Json.parse(it.name, it.readText()).list.map { text -> text.string } }

    private fun picture(i: Int): RgbImage = PngImages.read(File(directory, "picture_$i.png"))

    @Test
    fun `tokens equal Keras, to the end of the context`(): Unit =
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val model = TextReader(session)
            val samples = GenerationSample.of(bundle)
            repeat(2) { // what a picture leaves behind changes no other
                for (sample in samples) assertArrayEquals(sample.tokens, model.replay(sample), "$sample")
            }
            assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength })
            assertEquals(samples.size, samples.map { it.tokens.toList() }.distinct().size, "answers depend on the picture")
        }

    @Test
    fun `generated classes read what Keras reads, in both languages`() {
        TinyParseq.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyParseqJava.create(bundle, ::LiteRtHostRunner).use { java ->
                for ((i, text) in texts.withIndex()) assertEquals(listOf(text, text), listOf(kotlin.read(picture(i)).text, java.read(picture(i)).text))
                assertTrue(texts.distinct().size == texts.size) { "answers depend on the picture: $texts" }
                val ends = texts.indices.map { kotlin.read(picture(it)).finishReason }.toSet()
                assertEquals(setOf(FinishReason.STOP_TOKEN, FinishReason.CONTEXT_FULL), ends)
                val two = kotlin.read(picture(0), GenerationOptions(maxTokens = 2))
                assertEquals(listOf(texts[0].take(2), FinishReason.MAX_TOKENS, 0), listOf(two.text, two.finishReason, two.promptTokens))
            }
        }
    }

    @Test
    fun `a text is a flow, and an app's test needs no model`() = runBlocking {
        TinyParseq.create(bundle, ::LiteRtHostRunner).use { model ->
            val pieces = model.stream { onToken -> read(picture(0), GenerationOptions(), onToken) }.toList()
            assertEquals(texts[0], pieces.joinToString(""))
            val error = assertThrows<IllegalStateException> { model.read(picture(0), GenerationOptions()) { model.read(picture(1)).text.isEmpty() } }
            assertEquals("tiny_parseq is running: do not use or close it in its own callback", error.message)
        }
        val fake = ImageToText { image, _, _ -> GeneratedText("${image.width}") }
        assertEquals("9", fake.read(RgbImage(9, 1, IntArray(9)), GenerationOptions()) { true }.text)
    }
}
