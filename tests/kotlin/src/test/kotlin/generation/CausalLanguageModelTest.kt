package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** The loop on a made-up model of bytes, which answers with the next letter: `abc` is followed by `defg...`. Its cache holds what it has read. */
class CausalLanguageModelTest {
    private val calls = ArrayList<String>()
    private var isBroken = false
    private val runner = FakeRunner { signature, inputs, outputs ->
        val tokens = inputs.getValue("tokens").value as IntArray
        val positions = inputs.getValue("input_pos").value as IntArray
        calls += "$signature ${positions[0]}"
        assertTrue(positions.last() < CONTEXT && positions.toList() == List(positions.size) { positions[0] + it })
        val cache = (inputs.getValue("cache").value as FloatArray).copyOf()
        tokens.forEachIndexed { i, token -> cache[positions[i]] = token.toFloat() }
        outputs.getValue("cache").value = cache
        outputs["logits"]?.value = FloatArray(256) { if (isBroken) Float.NaN else if (it == (tokens[0] + 1) % 256) 9f else 0f }
        read = cache
    }
    private var read = FloatArray(0)

    private fun signature(key: String, size: Int, vararg outputs: String) =
        signatureText(key, listOf("tokens int32 1 $size", "input_pos int32 $size", "cache float32 $CONTEXT"), outputs.toList() + "cache float32 $CONTEXT")

    private fun open(start: String = "[]", sampler: String = """{"method": "greedy"}""", kind: String = ""): CausalLanguageModel {
        val signatures = "[${signature("prefill_8", 8)}, ${signature("decode", 1, "logits float32 1 256")}]"
        val more = """, "state": [{"input": "cache", "output": "cache"}],
            "preprocess": [{"type": "text", "tokenizer": {"type": "byte", "lowercase": false}, "packer": {"type": "prompt", "start": $start},
                "feeds": {"token_ids": "tokens", "positions": "input_pos"}}],
            "postprocess": {"type": "generation", "output": "logits", "context_length": $CONTEXT, "stop_tokens": [${'z'.code}],
                "special_tokens": [${'f'.code}, ${'z'.code}], "sampler": $sampler$kind}"""
        return CausalLanguageModel(fakeSession(manifestText(signatures, more), runner))
    }

    private val model = open()

    @Test
    fun `the answer follows the prompt until the stop token`() {
        val answer = model.generate("uvw", GenerationOptions()) { true }
        assertEquals("xy", answer.text)
        assertEquals("xyz", answer.tokenIds.joinToString("") { it.toChar().toString() })
        assertEquals(FinishReason.STOP_TOKEN, answer.finishReason)
        assertEquals(3, answer.promptTokens)
        assertEquals(listOf("prefill_8 0", "decode 2", "decode 3", "decode 4"), calls)
        assertEquals("uvwxy", read.take(5).joinToString("") { it.toInt().toChar().toString() })
    }

    @Test
    fun `a prompt for a decoder is for models that have an encoder`() {
        val error = assertThrows<IllegalArgumentException> { model.generate("uvw", GenerationOptions().withDecoderPrompt("x")) { true } }
        assertEquals("decoderPrompt: for models that turn a text into another one; put it behind the prompt instead", error.message)
        assertEquals(emptyList<String>(), calls)
    }

    @Test
    fun `a recurrent state takes full calls, and goes back to its beginning only`() {
        val model = open(kind = """, "state_kind": "recurrent"""")
        assertEquals("lm", model.generate("abcdefghijk", GenerationOptions(maxTokens = 2)) { true }.text)
        assertEquals(listOf("prefill_8 0", "decode 8", "decode 9", "decode 10", "decode 11"), calls)
        calls.clear()
        model.session.exclusive {
            model.answer("abcdefghijklm".map { it.code }.toIntArray(), GenerationOptions(maxTokens = 1)) { true }
            model.answer("abc".map { it.code }.toIntArray(), GenerationOptions(maxTokens = 1)) { true }
        }
        assertEquals(listOf("decode 12", "decode 0", "decode 1", "decode 2"), calls)
        assertThrows<ModelMismatchException> { open(kind = """, "state_kind": "other"""") }
    }

    @Test
    fun `special tokens have no text, and the listener sees each token`() {
        val pieces = ArrayList<String>()
        val answer = model.generate("cd", GenerationOptions(maxTokens = 4)) { pieces.add(it) }
        assertEquals(listOf("e", "", "g", "h"), pieces)
        assertEquals("egh", answer.text)
        assertEquals(FinishReason.MAX_TOKENS, answer.finishReason)
    }

    @Test
    fun `the prompt is part of the text where it is not stripped`() {
        val pieces = ArrayList<String>()
        val answer = open("[${'z'.code}]").generate("ef", GenerationOptions(maxTokens = 2, stripPrompt = false)) { pieces.add(it) }
        assertEquals("egh", answer.text, "without special tokens, as KerasHub does it")
        assertEquals(listOf("e", "g", "h"), pieces)
        assertEquals(3, answer.promptTokens)
    }

    @Test
    fun `characters come whole`() {
        val pieces = ArrayList<String>()
        val answer = model.generate("\u00e8", GenerationOptions(maxTokens = 1)) { pieces.add(it) } // ends with the byte a8, a continuation
        assertEquals(listOf("\ufffd"), pieces)
        assertEquals("\ufffd", answer.text)
        pieces.clear()
        val started = model.generate(String(charArrayOf('\u0081')), GenerationOptions(maxTokens = 70)) { pieces.add(it) }
        assertEquals(started.text, pieces.joinToString(""))
    }

    @Test
    fun `a long prompt is read in pieces, up to the end of the context`() {
        val prompt = "ab".repeat(9) + "a"
        val answer = model.generate(prompt, GenerationOptions()) { true }
        assertEquals(listOf("prefill_8 0", "prefill_8 8", "decode 16", "decode 17", "decode 18"), calls)
        assertEquals("b", answer.text)
        assertEquals(FinishReason.CONTEXT_FULL, answer.finishReason)
        val full = model.generate(prompt + "b", GenerationOptions()) { true }
        assertEquals("", full.text)
        assertEquals(FinishReason.CONTEXT_FULL, full.finishReason)
    }

    @Test
    fun `the end of the context can be an error`() {
        val options = GenerationOptions(contextEnd = ContextEnd.ERROR)
        val error = assertThrows<IllegalStateException> { model.generate("a", options) { true } }
        assertEquals("the answer fills the model's context of $CONTEXT tokens before it is complete", error.message)
        assertEquals("xy", model.generate("w", options) { true }.text)
        assertEquals("bc", model.generate("a", options.withMaxTokens(2)) { true }.text)
    }

    @Test
    fun `the context can slide`() {
        val pieces = ArrayList<String>()
        val options = GenerationOptions(maxTokens = 40, contextEnd = ContextEnd.SLIDE, stopTokenIds = emptySet())
        val answer = open("[${'s'.code}]").generate("0", options) { pieces.add(it) }
        assertEquals(('1'..'X').joinToString(""), answer.text, "each letter follows the one before it")
        assertEquals(answer.text, pieces.joinToString(""))
        assertEquals(FinishReason.MAX_TOKENS, answer.finishReason)
        val reads = calls.filter { it.startsWith("prefill_8") }
        assertEquals(List(3) { "prefill_8 1" }, reads, "the rest is read anew, thrice, behind what the model wants in front")
        assertEquals("s", read[0].toInt().toChar().toString())
        assertEquals(FinishReason.STOP_TOKEN, model.generate("a", GenerationOptions(contextEnd = ContextEnd.SLIDE)) { true }.finishReason)
    }

    @Test
    fun `stop strings end the answer, and no part of them shows`() {
        fun answer(prompt: String, vararg strings: String, pieces: MutableList<String> = ArrayList()): GeneratedText =
            model.generate(prompt, GenerationOptions(6).withStopStrings(*strings)) { pieces.add(it) }
        val pieces = ArrayList<String>()
        val straddling = answer("g", "jk", pieces = pieces)
        assertEquals("hi", straddling.text)
        assertEquals(listOf("h", "i", "", ""), pieces, "the listener sees each token")
        assertEquals(FinishReason.STOP_STRING, straddling.finishReason)
        assertEquals("hijk", straddling.tokenIds.joinToString("") { it.toChar().toString() })
        val almost = answer("g", "jx", "lmx")
        assertEquals("hijklm", almost.text, "what never became a stop string comes in the end")
        assertEquals(FinishReason.MAX_TOKENS, almost.finishReason)
        assertEquals("", answer("g", "h").text)
        assertEquals("hijklm", answer("gh", "gh").text.let { "h$it".dropLast(1) }, "none is looked for in the prompt")
        assertEquals("ghi", model.generate("gh", GenerationOptions(6, stripPrompt = false, stopStrings = listOf("j"))) { true }.text)
        assertThrows<IllegalArgumentException> { GenerationOptions(stopStrings = listOf("")) }
    }

    @Test
    fun `a listener that stops gets what was held back`() {
        val pieces = ArrayList<String>()
        val answer = model.generate("g", GenerationOptions().withStopStrings("ijkl")) { pieces.add(it) && pieces.size < 3 }
        assertEquals("hij", answer.text)
        assertEquals(listOf("h", "", "", "ij"), pieces)
        assertEquals(FinishReason.LISTENER, answer.finishReason)
        assertEquals("hij", model.generate("g", GenerationOptions(3)) { true }.text, "the next answer knows nothing of it")
    }

    @Test
    fun `a beam search ends as any answer does`() {
        fun search(prompt: String, options: GenerationOptions, listener: TokenListener<String> = TokenListener { true }) =
            model.generate(prompt, options.withSampler(Sampler.beam(3)), listener)
        val answer = search("uvw", GenerationOptions())
        assertEquals("xy", answer.text)
        assertEquals(FinishReason.STOP_TOKEN, answer.finishReason)
        assertEquals("bcd", search("a", GenerationOptions(3)).text)
        assertEquals(FinishReason.MAX_TOKENS, search("a", GenerationOptions(3)).finishReason)
        val full = search("a", GenerationOptions(stopTokenIds = emptySet()))
        assertEquals(CONTEXT - 1 to FinishReason.CONTEXT_FULL, full.tokenIds.size to full.finishReason)
        assertEquals("bc", search("a", GenerationOptions().withStopStrings("de")).text)
        var seen = 0
        assertEquals(FinishReason.LISTENER, search("a", GenerationOptions(stopTokenIds = emptySet())) { ++seen < 2 }.finishReason)
        assertThrows<IllegalStateException> { search("a", GenerationOptions(contextEnd = ContextEnd.ERROR, stopTokenIds = emptySet())) }
        assertThrows<IllegalArgumentException> { search("a", GenerationOptions(contextEnd = ContextEnd.SLIDE)) }
        assertThrows<IllegalArgumentException> { Sampler.beam(0) }
    }

    @Test
    fun `prompts that cannot be are the caller's fault`() {
        assertEquals(
            "prompt: expected at least one token; this model has none of its own to begin with",
            assertThrows<IllegalArgumentException> { model.generate("", GenerationOptions()) { true } }.message,
        )
        assertEquals(
            "prompt: expected at most $CONTEXT tokens, which are the model's context, but it has more",
            assertThrows<IllegalArgumentException> { model.generate("a".repeat(1000), GenerationOptions()) { true } }.message,
        )
        assertThrows<IllegalArgumentException> { model.generateTokens(IntArray(0), GenerationOptions()) { true } }
        assertEquals("b", open("[${'a'.code}]").generate("", GenerationOptions(maxTokens = 1)) { true }.text, "a start token is a prompt")
        assertTrue(calls.size == 1)
    }

    @Test
    fun `a listener stops the answer`() {
        var seen = 0
        val answer = model.generate("a", GenerationOptions()) { ++seen < 3 }
        assertEquals("bcd", answer.text)
        assertEquals(FinishReason.LISTENER, answer.finishReason)
        assertArrayEquals(intArrayOf('b'.code), model.generateTokens(intArrayOf('a'.code), GenerationOptions()) { false })
    }

    @Test
    fun `stop tokens can be the caller's`() {
        val answer = model.generate("a", GenerationOptions().withStopTokenIds(setOf('d'.code))) { true }
        assertEquals("bcd", answer.text, "the stop token is text where it is not special")
        assertEquals(CONTEXT - 1, model.generate("u", GenerationOptions(stopTokenIds = emptySet())) { true }.tokenIds.size)
    }

    @Test
    fun `the model's own sampler draws, and a seed repeats its answer`() {
        val drawing = open(sampler = """{"method": "random", "temperature": 2.0}""")
        fun answer(seed: Long?) = drawing.generate("a", GenerationOptions(seed = seed, stopTokenIds = emptySet())) { true }.tokenIds.toList()
        assertEquals(answer(1), answer(1))
        assertNotEquals(answer(1), answer(2))
        assertNotEquals(answer(null), answer(null))
        assertEquals("bc", drawing.generate("a", GenerationOptions(2).withSampler(Sampler.greedy())) { true }.text)
    }

    @Test
    fun `numbers that are none fail the answer and leave no trace`() {
        isBroken = true
        assertThrows<ModelException> { model.generate("a", GenerationOptions()) { true } }
        isBroken = false
        assertEquals("bc", model.generate("a", GenerationOptions(2)) { true }.text)
        assertTrue(read.drop(3).all { it == 0f })
    }

    @Test
    fun `a listener cannot call the model, and a closed model answers no more`() {
        val error = assertThrows<IllegalStateException> {
            model.generate("a", GenerationOptions()) { model.generate("b", GenerationOptions()) { true }.text.isNotEmpty() }
        }
        assertEquals("test is running: do not use or close it in its own callback", error.message)
        assertEquals("b", model.generate("a", GenerationOptions(1)) { true }.text)
    }

    @Test
    fun `manifests that do not fit are refused`() {
        for (sampler in listOf("""{"method": "beam"}""", """{"method": "top_k"}""", """{"method": "top_p", "p": 2.0}""", """{"method": "random", "temperature": 0.0}""")) {
            assertThrows<ModelMismatchException> { open(sampler = sampler) }
        }
    }

    private companion object {
        const val CONTEXT = 20
    }
}
