package dev.litert.sdkgen.runtime

import java.util.Random

/**
 * Continues a prompt token by token, as KerasHub's `generate` does: the generated classes of language models are thin views of it.
 *
 * An answer owns the session from its first token to its last, so two answers never share a cache.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe a language model
 */
public class CausalLanguageModel(private val session: ModelSession) : TextGenerator {
    private val step = GenerationStep(session.bundle)
    private val model = CachedModel(session, step)

    /** Of use for counting the tokens of a prompt. */
    public val tokenizer: Tokenizer = TextStep(session.bundle).tokenizer()

    /** Tokens that a prompt and its answer can have together. */
    public val contextLength: Int get() = step.contextLength

    /** The tokens of [prompt], with those that the model wants in front. */
    public fun encode(prompt: String): IntArray = step.start + tokenizer.encode(prompt, contextLength + 1)

    /**
     * What the model adds to [prompt].
     *
     * @throws IllegalArgumentException if [prompt] has no tokens, or more than the context
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        val tokens = encode(prompt)
        val decoder = tokenizer.streamingDecoder()
        val text = StringBuilder()
        fun push(piece: String): Boolean {
            text.append(piece)
            return listener.onToken(piece)
        }
        fun piece(token: Int): String = if (token in step.specialTokens) "" else decoder.textOf(token)
        val generated = IntList()
        val reason = session.exclusive {
            checkPrompt(tokens)
            if (!options.stripPrompt && !push(tokens.joinToString("") { piece(it) })) return@exclusive FinishReason.LISTENER
            run(tokens, options) { token ->
                generated.add(token)
                push(piece(token))
            }.also { decoder.end().let { rest -> if (rest.isNotEmpty()) push(rest) } }
        }
        return GeneratedText(text.toString(), generated.toIntArray(), tokens.size, reason)
    }

    /**
     * The tokens that the model adds to those of a prompt, without text: below [generate], whose exceptions it shares.
     *
     * @param listener receives each token, and stops by returning false
     */
    public fun generateTokens(prompt: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray = session.exclusive {
        checkPrompt(prompt)
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
        require(prompt.size <= contextLength) { "prompt: expected at most $contextLength tokens, which are the model's context, but it has more" }
    }

    private inline fun run(prompt: IntArray, options: GenerationOptions, onToken: (Int) -> Boolean): FinishReason {
        val sampler = options.sampler ?: step.sampler
        val stop = options.stopTokenIds ?: step.stopTokens
        val random = options.seed?.let(::Random) ?: Random()
        val end = minOf(contextLength.toLong(), prompt.size.toLong() + options.maxTokens).toInt()
        model.prefill(prompt, 0, prompt.size - 1)
        var token = prompt.last()
        for (position in prompt.size until end) {
            token = next(model.decode(token, position - 1), sampler, random)
            val goesOn = onToken(token)
            if (token in stop) return FinishReason.STOP_TOKEN
            if (!goesOn) return FinishReason.LISTENER
        }
        if (end - prompt.size == options.maxTokens) return FinishReason.MAX_TOKENS
        check(options.contextEnd == ContextEnd.STOP) { "the answer fills the model's context of $contextLength tokens before it is complete" }
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
