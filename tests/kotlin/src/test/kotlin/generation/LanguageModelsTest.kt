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
import dev.litert.sdkgen.runtime.await
import dev.litert.sdkgen.runtime.stream
import golden.tiny_causal_lm.TinyCausalLm
import java.io.File
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import golden.tiny_causal_lm.java.TinyCausalLm as TinyCausalLmJava

/** Language models on the real LiteRT library, against what Keras generated with them. */
class LanguageModelsTest {
    private val greedy = GenerationOptions(sampler = Sampler.greedy())

    private fun open(name: String): ModelSession = TestBundles.bundle(name).let { ModelSession.open(it, it.manifest.contract, ::LiteRtHostRunner) { session -> session } }

    private fun texts(name: String): List<Json> = Json.parse(name, File(TestBundles.vectors("generation"), "$name.json").readText()).list

    @ParameterizedTest
    @ValueSource(strings = ["tiny_causal_lm", "tiny_gpt2", "tiny_gemma", "tiny_gpt_neo_x", "tiny_half_cache", "tiny_qwen3_5", "tiny_qwen3_moe", "tiny_rwkv7"])
    fun `tokens equal Keras for short and long prompts, to the end of the context`(name: String) = open(name).use { session ->
        val model = CausalLanguageModel(session)
        val samples = GenerationSample.of(session.bundle)
        repeat(2) { // what an answer leaves in the cache changes no other
            for (sample in samples) {
                sample.text?.let { assertArrayEquals(sample.prompt, model.encode(it), "$sample: prompt") }
                assertArrayEquals(sample.tokens, sample.replay(model), "$sample of ${sample.prompt.size} tokens")
            }
        }
        val ends = samples.map { it.prompt.size + it.tokens.size }
        assertTrue(ends.all { it == model.contextLength } && samples.any { it.prompt.size == 1 } && samples.any { it.prompt.size > 40 }) { "$ends" }
    }

    /** The least of three rounds, since the JVM grows for reasons of its own too; a leak of one array of logits would be 300 pages. */
    @Test
    @EnabledOnOs(OS.LINUX)
    fun `a thousand answers leave no memory behind`() = open("tiny_causal_lm").use { session ->
        val model = CausalLanguageModel(session)
        val kinds = listOf(greedy, GenerationOptions(sampler = Sampler.topP(0.9f), seed = 1), GenerationOptions(sampler = Sampler.beam(2)))
            .map { it.withMaxTokens(6) }

        fun growth(): Long {
            val before = pages()
            repeat(1000) { model.generate(if (it % 2 == 0) "The quick brown fox" else "A", kinds[it % kinds.size]) { _ -> it % 7 != 0 } }
            return pages() - before
        }
        growth()
        val least = List(3) { growth() }.min()
        assertTrue(least < 200) { "1000 answers leave $least pages of 4 KiB behind" }
    }

    private fun pages(): Long {
        System.gc()
        return File("/proc/self/statm").readText().split(' ')[1].toLong()
    }

    @ParameterizedTest
    @ValueSource(strings = ["tiny_causal_lm", "tiny_gpt2", "tiny_gemma"])
    fun `texts equal Keras, with the prompt and without`(name: String) = open(name).use { session ->
        val model = CausalLanguageModel(session)
        val reasons = texts(name).map { entry ->
            val prompt = entry["prompt"].string
            assertEquals(entry["text"].string, model.generate(prompt, greedy.withStripPrompt(false)) { true }.text, prompt)
            val pieces = StringBuilder()
            val answer = model.generate(prompt, greedy) { pieces.append(it).isNotEmpty() || true }
            assertEquals(entry["stripped"].string, answer.text, prompt)
            assertEquals(answer.text, pieces.toString())
            answer.finishReason
        }
        if (name == "tiny_gpt2") assertTrue(FinishReason.STOP_TOKEN in reasons) { "a stop token ends some answer: $reasons" }
    }

    @Test
    fun `a state without places is read from its beginning when a text changes`() = open("tiny_rwkv7").use { session ->
        val model = CausalLanguageModel(session)
        for (sample in GenerationSample.of(session.bundle).filter { it.prompt.size > 1 }.takeLast(2)) {
            val beam = greedy.withSampler(Sampler.beam(1)).withStopTokenIds(emptySet())
            assertArrayEquals(sample.tokens, model.generateTokens(sample.prompt, beam) { true }, "the only beam is the likeliest")
            val (one, two) = List(2) { model.generateTokens(sample.prompt, beam.withSampler(Sampler.beam(3))) { true } }
            assertArrayEquals(one, two)
        }
    }

    @Test
    fun `the same seed draws the same text as in Python`() {
        val ends = HashMap<FinishReason, Int>()
        for ((name, entries) in texts("drawn").groupBy { it["bundle"].string }) open(name).use { session ->
            val model = CausalLanguageModel(session)
            for (entry in entries) {
                val answer = model.generate(entry["prompt"].string, options(entry["options"])) { true }
                assertEquals(entry["tokens"].list.map { it.int }, answer.tokenIds.toList()) { "$name, ${entry["prompt"].string}, $answer" }
                assertEquals(entry["text"].string, answer.text)
                ends.merge(answer.finishReason, 1, Int::plus)
            }
        }
        assertTrue(ends.keys == FinishReason.entries.toSet() - FinishReason.LISTENER) { "$ends" }
    }

    @Test
    fun `a beam search finds KerasHub's text`() {
        var others = 0
        for ((name, entries) in texts("beams").groupBy { it["bundle"].string }) open(name).use { session ->
            val model = CausalLanguageModel(session)
            for (entry in entries) {
                val (prompt, expected) = entry["prompt"].string to entry["stripped"].string
                val pieces = StringBuilder()
                val sampler = Sampler.beam(entry["beams"].int, entry["temperature"].float)
                val answer = model.generate(prompt, GenerationOptions(sampler = sampler)) { pieces.append(it).isNotEmpty() || true }
                assertEquals(expected, answer.text) { "$name: $prompt" }
                assertEquals(expected, pieces.toString())
                if (model.generate(prompt, greedy) { true }.text != expected) others++
            }
        }
        assertTrue(others > 20) { "the likeliest text is rarely that of the likeliest tokens: $others" }
    }

    private fun options(json: Json): GenerationOptions {
        val sampler = json["sampler"]
        val temperature = sampler["temperature"].float
        return GenerationOptions(
            maxTokens = json.find("max_tokens")?.int ?: Int.MAX_VALUE,
            sampler = when (sampler["method"].string) {
                "top_k" -> Sampler.topK(sampler["k"].int, temperature)
                "top_p" -> Sampler.topP(sampler["p"].float, sampler.find("k")?.int, temperature)
                else -> Sampler.random(temperature)
            },
            seed = json["seed"].long,
            contextEnd = ContextEnd.valueOf(json.find("context_end")?.string?.uppercase() ?: "STOP"),
            stopStrings = json.find("stop")?.list.orEmpty().map { it.string },
        )
    }

    @Test
    fun `generated classes answer as Keras, in both languages`() {
        val bundle = TestBundles.bundle("tiny_causal_lm")
        TinyCausalLm.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyCausalLmJava.create(bundle, ::LiteRtHostRunner).use { java ->
                assertEquals(64, kotlin.contextLength)
                assertEquals(64, java.contextLength)
                for (entry in texts("tiny_causal_lm")) {
                    val prompt = entry["prompt"].string
                    assertEquals(entry["stripped"].string, kotlin.generate(prompt, greedy).text)
                    assertEquals(entry["stripped"].string, java.generate(prompt, greedy).text)
                    assertArrayEquals(kotlin.encode(prompt), java.encode(prompt))
                    val seeded = GenerationOptions(seed = 5) // drawn by the model's own top-k
                    assertEquals(kotlin.generate(prompt, seeded).text, java.generate(prompt, seeded).text)
                }
                assertTrue(List(5) { kotlin.generate("Once").text }.toSet().size > 1)
                val pieces = ArrayList<String>()
                assertEquals(java.generate("Once") { pieces.add(it) && pieces.size < 4 }.text, pieces.joinToString(""))
            }
        }
    }

    @Test
    fun `an answer is a flow that its collector ends`() = runBlocking {
        TinyCausalLm.create(TestBundles.bundle("tiny_causal_lm"), ::LiteRtHostRunner).use { model ->
            val whole = model.await { generate("The quick brown fox", greedy) }
            val pieces = model.stream { onToken -> generate("The quick brown fox", greedy, onToken) }.toList()
            assertEquals(whole.text, pieces.joinToString(""))
            assertEquals(pieces.take(3), model.stream { onToken -> generate("The quick brown fox", greedy, onToken) }.take(3).toList())
            val answers = List(4) { i ->
                async { model.stream { onToken -> generate("The quick brown fox", greedy.withMaxTokens(5 + i), onToken) }.toList().joinToString("") }
            }.awaitAll()
            for (answer in answers) assertTrue(whole.text.startsWith(answer.trimEnd('\ufffd'))) { answer }
        }
    }

    @Test
    fun `many answers leave memory as it is`() = open("tiny_gpt2").use { session ->
        val model = CausalLanguageModel(session)
        fun used(): Long = Runtime.getRuntime().let { runtime ->
            repeat(3) { System.gc() }
            runtime.totalMemory() - runtime.freeMemory()
        }
        val first = model.generate("The cat", greedy.withMaxTokens(4)) { true }.text
        repeat(100) { model.generate("The cat", greedy.withMaxTokens(4)) { true } }
        val before = used()
        repeat(1000) { assertEquals(first, model.generate("The cat", greedy.withMaxTokens(4)) { true }.text) }
        assertTrue(used() - before < 2_000_000) { "${used() - before} bytes more" }
    }
}
