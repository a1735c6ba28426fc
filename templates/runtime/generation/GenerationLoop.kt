package dev.litert.sdkgen.runtime

import java.util.Random

/**
 * The decode loop of every model that generates text: it continues a row of tokens until one of them, the listener or a limit ends it.
 *
 * An answer owns the session from its first token to its last, so two answers never share a cache.
 */
internal class GenerationLoop(private val session: ModelSession, private val step: GenerationStep, private val tokenizer: Tokenizer) {
    private val model = CachedModel(session, step)

    /**
     * The text that follows the tokens of [prompt].
     *
     * @param prepare runs first, with the session in hand: where a model reads something else than [prompt], such as the text that it translates
     */
    fun generate(prompt: IntArray, options: GenerationOptions, listener: TokenListener<String>, prepare: () -> Unit = {}): GeneratedText {
        val decoder = tokenizer.streamingDecoder()
        val text = StringBuilder()
        fun push(piece: String): Boolean {
            text.append(piece)
            return listener.onToken(piece)
        }
        fun piece(token: Int): String = if (token in step.specialTokens) "" else decoder.textOf(token)
        val generated = IntList()
        val reason = session.exclusive {
            checkPrompt(prompt)
            if (!options.stripPrompt && !push(prompt.joinToString("") { piece(it) })) return@exclusive FinishReason.LISTENER
            prepare()
            run(prompt, options) { token ->
                generated.add(token)
                push(piece(token))
            }.also { decoder.end().let { rest -> if (rest.isNotEmpty()) push(rest) } }
        }
        return GeneratedText(text.toString(), generated.toIntArray(), prompt.size, reason)
    }

    /** As [generate], without text: [listener] receives each token, and stops by returning false. */
    fun generateTokens(prompt: IntArray, options: GenerationOptions, listener: TokenListener<Int>, prepare: () -> Unit = {}): IntArray = session.exclusive {
        checkPrompt(prompt)
        prepare()
        val generated = IntList()
        run(prompt, options) { token ->
            generated.add(token)
            listener.onToken(token)
        }
        generated.toIntArray()
    }

    /** A model can have more tokens than its tokenizer, to round their number up; those mean nothing. */
    private fun StreamingDecoder.textOf(token: Int): String = try {
        add(token)
    } catch (e: IllegalArgumentException) {
        ""
    }

    private fun checkPrompt(prompt: IntArray) {
        require(prompt.isNotEmpty()) { "prompt: expected at least one token; this model has none of its own to begin with" }
        require(prompt.size <= step.contextLength) { "prompt: expected at most ${step.contextLength} tokens, which are the model's context, but it has more" }
    }

    private inline fun run(prompt: IntArray, options: GenerationOptions, onToken: (Int) -> Boolean): FinishReason {
        val sampler = options.sampler ?: step.sampler
        val stop = options.stopTokenIds ?: step.stopTokens
        val random = options.seed?.let(::Random) ?: Random()
        val end = minOf(step.contextLength.toLong(), prompt.size.toLong() + options.maxTokens).toInt()
        model.prefill(prompt, 0, prompt.size - 1)
        var token = prompt.last()
        for (position in prompt.size until end) {
            token = next(model.decode(token, position - 1), sampler, random)
            val goesOn = onToken(token)
            if (token in stop) return FinishReason.STOP_TOKEN
            if (!goesOn) return FinishReason.LISTENER
        }
        if (end - prompt.size == options.maxTokens) return FinishReason.MAX_TOKENS
        check(options.contextEnd == ContextEnd.STOP) { "the answer fills the model's context of ${step.contextLength} tokens before it is complete" }
        return FinishReason.CONTEXT_FULL
    }

    /** Numbers that are none would stay in the cache and spoil later answers, which mask it but do not clear it. */
    private fun next(logits: FloatArray, sampler: Sampler, random: Random): Int = try {
        sampler.next(logits, random)
    } catch (e: ModelException) {
        session.clearState()
        throw e
    }
}
