package golden

import dev.litert.sdkgen.runtime.FinishReason
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.Sampler
import dev.litert.sdkgen.runtime.Seq2SeqLanguageModel
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.await
import dev.litert.sdkgen.runtime.stream
import golden.tiny_bart.TinyBart
import java.io.File
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import golden.tiny_bart.java.TinyBart as TinyBartJava

/** Models with an encoder on the real LiteRT library, against what Keras generated with them. */
class EncoderDecodersTest {
    private val greedy = GenerationOptions(sampler = Sampler.greedy())

    private fun open(name: String): ModelSession = TestBundles.bundle(name).let { ModelSession.open(it, it.manifest.contract, ::LiteRtHostRunner) { session -> session } }

    private fun texts(name: String): List<Json> = Json.parse(name, File(TestBundles.vectors("encoder_decoders"), "$name.json").readText()).list

    @ParameterizedTest
    @ValueSource(strings = ["tiny_bart", "tiny_t5", "tiny_t5gemma", "tiny_t5gemma2"])
    fun `tokens equal Keras for short and long sources, to the end of the context`(name: String) = open(name).use { session ->
        val model = Seq2SeqLanguageModel(session)
        val samples = GenerationSample.of(session.bundle)
        repeat(2) { // what an answer leaves in the caches changes no other
            for (sample in samples) {
                sample.text?.let { assertArrayEquals(sample.source, model.encode(it), "$sample: source") }
                assertArrayEquals(sample.tokens, sample.replay(model), "$sample")
            }
        }
        assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength }) { "to the end of the context" }
        val lengths = samples.map { checkNotNull(it.source).size }
        assertTrue(1 in lengths && lengths.any { it in 2 until model.sourceLength } && model.sourceLength in lengths) { "$lengths" }
        assertTrue(samples.map { it.tokens.toList() }.distinct().size == samples.size) { "answers depend on their sources" }
    }

    @ParameterizedTest
    @ValueSource(strings = ["tiny_bart", "tiny_t5", "tiny_t5gemma", "tiny_t5gemma2"])
    fun `texts equal Keras, also those that are longer than the encoder`(name: String) = open(name).use { session ->
        val model = Seq2SeqLanguageModel(session)
        for (entry in texts(name)) {
            val source = entry["source"].string
            val pieces = StringBuilder()
            val answer = model.generate(source, greedy) { pieces.append(it).isNotEmpty() || true }
            assertEquals(entry["text"].string, answer.text, source)
            assertEquals(answer.text, pieces.toString())
            assertEquals(model.encode(source).size, answer.promptTokens)
        }
        assertEquals(model.sourceLength, model.encode(texts(name).last()["source"].string).size)
    }

    @Test
    fun `beams are those of KerasHub`() {
        for (entry in texts("beams")) open(entry["bundle"].string).use { session ->
            val options = GenerationOptions(sampler = Sampler.beam(entry["beams"].int))
            assertEquals(entry["text"].string, Seq2SeqLanguageModel(session).generate(entry["source"].string, options) { true }.text, entry["source"].string)
        }
    }

    @Test
    fun `answers go on from a prompt for the decoder as Keras' do`() {
        val entries = texts("decoder_prompts")
        for (entry in entries) open(entry["bundle"].string).use { session ->
            val model = Seq2SeqLanguageModel(session)
            val (source, prompt) = listOf("source", "decoder_prompt").map { entry[it].string }
            val options = greedy.withDecoderPrompt(prompt)
            val whole = model.generate(source, options.withStripPrompt(false)) { true }
            assertEquals(entry["text"].string, whole.text, source)
            val stripped = model.generate(source, options) { true }
            assertArrayEquals(whole.tokenIds, stripped.tokenIds)
            assertArrayEquals(whole.tokenIds, model.generateTokens(model.encode(source), options) { true })
            assertTrue(whole.text.endsWith(stripped.text) && whole.text.length > stripped.text.length) { "${whole.text} without its prompt: ${stripped.text}" }
            assertTrue(!model.generate(source, greedy) { true }.tokenIds.contentEquals(whole.tokenIds)) { "$prompt: the prompt counts" }
            val long = assertThrows<IllegalArgumentException> { model.generate(source, greedy.withDecoderPrompt("The cat sat. ".repeat(20))) { true } }
            assertEquals("prompt: expected at most 32 tokens, which are the model's context, but it has more", long.message)
        }
        assertEquals(setOf("tiny_bart", "tiny_t5", "tiny_t5gemma", "tiny_t5gemma2"), entries.map { it["bundle"].string }.toSet())
    }

    @Test
    fun `generated classes answer as Keras, in both languages`() {
        val bundle = TestBundles.bundle("tiny_bart")
        TinyBart.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyBartJava.create(bundle, ::LiteRtHostRunner).use { java ->
                assertEquals(24 to 32, kotlin.sourceLength to kotlin.contextLength)
                assertEquals(24 to 32, java.sourceLength to java.contextLength)
                for (entry in texts("tiny_bart")) {
                    val source = entry["source"].string
                    assertEquals(entry["text"].string, kotlin.generate(source).text)
                    assertEquals(entry["text"].string, java.generate(source).text)
                    assertArrayEquals(kotlin.encode(source), java.encode(source))
                    val seeded = GenerationOptions(sampler = Sampler.random(2f), seed = 5)
                    assertEquals(kotlin.generate(source, seeded).text, java.generate(source, seeded).text)
                }
                val begun = GenerationOptions(decoderPrompt = "The cat")
                assertEquals(kotlin.generate("A dog", begun).text, java.generate("A dog", GenerationOptions().withDecoderPrompt("The cat")).text)
                val pieces = ArrayList<String>()
                val answer = java.generate("The cat", GenerationOptions(stopTokenIds = emptySet())) { pieces.add(it) && pieces.size < 4 }
                assertEquals(FinishReason.LISTENER to 4, answer.finishReason to answer.tokenIds.size)
            }
        }
    }

    @Test
    fun `an answer is a flow that its collector ends`() = runBlocking {
        TinyBart.create(TestBundles.bundle("tiny_bart"), ::LiteRtHostRunner).use { model ->
            val whole = model.await { generate("The quick brown fox", greedy) }
            val pieces = model.stream { onToken -> generate("The quick brown fox", greedy, onToken) }.toList()
            assertEquals(whole.text, pieces.joinToString(""))
            assertEquals(pieces.take(3), model.stream { onToken -> generate("The quick brown fox", greedy, onToken) }.take(3).toList())
        }
    }

    @Test
    fun `a source that is too long as tokens is the caller's fault`() = open("tiny_t5").use { session ->
        val model = Seq2SeqLanguageModel(session)
        val error = assertThrows<IllegalArgumentException> { model.generateTokens(IntArray(25), greedy) { true } }
        assertEquals("source: expected at most 24 tokens but was 25", error.message)
        assertEquals(2, model.generateTokens(IntArray(0), greedy.withMaxTokens(2)) { true }.size, "nothing to read is allowed, as in Keras")
    }
}
