package golden

import dev.litert.sdkgen.runtime.CausalLanguageModel
import dev.litert.sdkgen.runtime.ContextEnd
import dev.litert.sdkgen.runtime.FinishReason
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.Sampler
import dev.litert.sdkgen.runtime.TestBundles
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Contrastive search on the real LiteRT library, against what KerasHub finds. */
class ContrastiveSearchTest {
    private val entries = Json.parse("contrast.json", File(TestBundles.vectors("contrast"), "contrast.json").readText()).list

    private fun open(name: String): ModelSession = TestBundles.bundle(name).let { ModelSession.open(it, it.manifest.contract, ::LiteRtHostRunner) { session -> session } }

    @Test
    fun `texts equal Keras, by the model's own sampler`() {
        for ((name, texts) in entries.groupBy { it["bundle"].string }) open(name).use { session ->
            val model = CausalLanguageModel(session)
            repeat(2) { // what an answer leaves in the cache changes no other
                for (entry in texts) {
                    val pieces = StringBuilder()
                    val answer = model.generate(entry["prompt"].string, GenerationOptions()) { pieces.append(it).isNotEmpty() || true }
                    assertEquals(entry["stripped"].string, answer.text) { "$name: ${entry["prompt"].string}" }
                    assertEquals(answer.text, pieces.toString())
                }
            }
            assertNotEquals(texts[0]["stripped"].string, model.generate(texts[0]["prompt"].string, GenerationOptions(sampler = Sampler.greedy())) { true }.text)
        }
    }

    @Test
    fun `one candidate, or no weight on what was said, is the likeliest token`() = open("tiny_contrast_gpt2").use { session ->
        val model = CausalLanguageModel(session)
        for (sample in GenerationSample.of(session.bundle)) {
            assertArrayEquals(sample.tokens, sample.replay(model))
            for (sampler in listOf(Sampler.contrastive(k = 1), Sampler.contrastive(k = 3, alpha = 0f))) {
                val options = GenerationOptions(sampler = sampler, stopTokenIds = emptySet())
                assertArrayEquals(sample.tokens, model.generateTokens(sample.prompt, options) { true }, "$sample")
            }
        }
    }

    @Test
    fun `limits, listeners and what cannot be`() = open("tiny_contrast_gpt2").use { session ->
        val model = CausalLanguageModel(session)
        assertEquals(FinishReason.MAX_TOKENS, model.generate("The", GenerationOptions(maxTokens = 3)) { true }.finishReason)
        assertEquals(FinishReason.LISTENER, model.generate("The", GenerationOptions()) { false }.finishReason)
        assertThrows<IllegalArgumentException> { model.generate("The", GenerationOptions(contextEnd = ContextEnd.SLIDE)) { true } }
        for (sampler in listOf({ Sampler.contrastive(k = 0) }, { Sampler.contrastive(alpha = 1.1f) }, { Sampler.contrastive(temperature = 0f) })) {
            assertThrows<IllegalArgumentException> { sampler() }
        }
        open("tiny_gpt2").use { other ->
            val options = GenerationOptions(sampler = Sampler.contrastive())
            val error = assertThrows<IllegalArgumentException> { CausalLanguageModel(other).generate("The", options) { true } }
            assertTrue("exported with --sampler contrastive" in error.message!!)
        }
    }
}
