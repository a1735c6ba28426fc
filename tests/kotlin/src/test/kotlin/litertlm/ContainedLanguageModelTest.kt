package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What a runner of texts is asked for, and what becomes of its pieces. */
class ContainedLanguageModelTest {
    private val asked = ArrayList<Pair<String, TextSampling>>()
    private var pieces = listOf("one ", "two ", "three")
    private var isComplete = true

    private val runner = object : TextRunner {
        override fun generate(prompt: String, sampling: TextSampling, listener: TokenListener<String>): Boolean {
            asked += prompt to sampling
            return pieces.any { !listener.onToken(it) } || isComplete
        }

        override fun close() = Unit
    }

    private fun session(runner: ModelRunner, sampler: String = """{"method": "top_p", "p": 0.5, "k": 7, "temperature": 2}"""): ModelSession {
        val more = """, "preprocess": [{"type": "text", "tokenizer": {"type": "contained", "kind": "sentence_piece"}, "packer": {"type": "prompt", "start": [2]},
                "feeds": {"token_ids": "tokens", "positions": "input_pos"}}],
            "postprocess": {"type": "generation", "output": "logits", "context_length": 64, "stop_tokens": [1], "special_tokens": [1], "sampler": $sampler}"""
        return ModelSession.open(MemoryBundle("manifest.json" to manifestText(more = more)), "c", { runner }) { it }
    }

    private val model = ContainedLanguageModel(session(runner))

    private fun generate(options: GenerationOptions = GenerationOptions(), listener: TokenListener<String> = TokenListener { true }) =
        model.generate("zero ", options, listener)

    @Test
    fun `an answer is all pieces until the runtime ends it`() {
        val seen = ArrayList<String>()
        val answer = generate { seen.add(it) }
        assertEquals("one two three", answer.text)
        assertEquals(pieces, seen)
        assertEquals(FinishReason.STOP_TOKEN, answer.finishReason)
        assertEquals(0, answer.tokenIds.size + answer.promptTokens, "the runtime tells of no tokens")
        assertEquals(64, model.contextLength)
    }

    @Test
    fun `a listener, a number and a text end it`() {
        assertEquals("one two ", generate { it != "two " }.also { assertEquals(FinishReason.LISTENER, it.finishReason) }.text)
        assertEquals("one two ", generate(GenerationOptions(maxTokens = 2)).also { assertEquals(FinishReason.MAX_TOKENS, it.finishReason) }.text)
        val seen = ArrayList<String>()
        val stopped = generate(GenerationOptions(stopStrings = listOf("o th"))) { seen.add(it) }
        assertEquals("one tw" to FinishReason.STOP_STRING, stopped.text to stopped.finishReason)
        assertEquals("one tw", seen.joinToString(""))
        assertEquals("one two three", generate(GenerationOptions(stopStrings = listOf("ee!"))).text, "what was held back comes in the end")
    }

    @Test
    fun `the prompt can stand in front`() {
        val seen = ArrayList<String>()
        assertEquals("zero one two three", generate(GenerationOptions(stripPrompt = false)) { seen.add(it) }.text)
        assertEquals("zero ", seen[0])
        assertEquals(FinishReason.LISTENER, generate(GenerationOptions(stripPrompt = false)) { false }.finishReason)
    }

    @Test
    fun `a full context is told, or an error`() {
        isComplete = false
        assertEquals(FinishReason.CONTEXT_FULL, generate().finishReason)
        val error = assertThrows<IllegalStateException> { generate(GenerationOptions(contextEnd = ContextEnd.ERROR)) }
        assertTrue("context of 64 tokens" in error.message!!)
        assertEquals(FinishReason.MAX_TOKENS, generate(GenerationOptions(maxTokens = 3, contextEnd = ContextEnd.ERROR)).finishReason)
    }

    private fun sampling(sampler: Sampler?, seed: Long? = 5): List<Any> {
        generate(GenerationOptions(sampler = sampler, seed = seed))
        return asked.last().second.let { listOf(it.topK, it.topP, it.temperature, it.seed) }
    }

    @Test
    fun `samplers are numbers to the runtime`() {
        assertEquals(listOf(7, 0.5f, 2f, 5), sampling(null), "the model's own")
        assertEquals(listOf(1, 1f, 1f, 5), sampling(Sampler.greedy()))
        assertEquals(listOf(9, 1f, 0.5f, 5), sampling(Sampler.topK(9, 0.5f)))
        assertEquals(listOf(1 shl 20, 0.25f, 1f, 5), sampling(Sampler.topP(0.25f)))
        assertEquals(listOf(1 shl 20, 1f, 1f, 5), sampling(Sampler.random()))
        assertTrue(List(20) { sampling(null, null)[3] as Int }.let { seeds -> seeds.toSet().size > 1 && seeds.all { it >= 0 } })
        assertEquals(sampling(null, -1L)[3], sampling(null, -1L)[3])
    }

    @Test
    fun `what the runtime lacks is refused before it is asked`() {
        val refused = listOf(
            GenerationOptions(stopTokenIds = setOf(1)),
            GenerationOptions(contextEnd = ContextEnd.SLIDE),
            GenerationOptions(sampler = Sampler.beam()),
            GenerationOptions(decoderPrompt = "one"),
            GenerationOptions(sampler = Sampler { _, _ -> 0 }),
        )
        for (options in refused) assertTrue("runtime" in assertThrows<IllegalArgumentException> { generate(options) }.message!!)
        assertEquals(0, asked.size)
    }

    @Test
    fun `it needs a runner of texts, which has no tensors`() {
        assertThrows<ModelMismatchException> { ContainedLanguageModel(session(FakeRunner())) }
        assertThrows<ModelException> { runner.bind("decode", emptyMap(), emptyMap()) }
        assertThrows<IllegalStateException> { generate { model.generate("again", GenerationOptions()) { true }.text.isEmpty() } }
    }
}
