package dev.litert.sdkgen.runtime

import java.util.Random

/**
 * The decode loop of every model that generates: draws a token from the logits of those so far, adds it, and so on until a token, the
 * listener or a limit ends the answer. It knows no text; see [TextLoop].
 *
 * An answer owns the session from its first token to its last, so two answers never share a cache.
 */
internal open class GenerationLoop(private val session: ModelSession, private val step: GenerationStep) {
    internal val model = CachedModel(session, step)
    private val cache = CachedText(session, model)

    /**
     * The tokens that follow those of [prompt].
     *
     * @param listener receives each token, and stops by returning false
     * @param known how many tokens of [prompt] the cache has after [prepare]
     * @param prepare runs first, with the session in hand: where a model reads something else than tokens, such as the text that it translates, or
     * pictures in the [prompt]
     */
    fun generateTokens(
        prompt: IntArray,
        options: GenerationOptions,
        listener: TokenListener<Int>,
        known: Int = 0,
        prepare: () -> Unit = {},
    ): IntArray = session.exclusive {
        checkPrompt(prompt)
        val generated = IntList()
        run(prompt, options, isContinued = false, known, prepare) { token ->
            generated.add(token)
            if (listener.onToken(token)) null else FinishReason.LISTENER
        }
        generated.toIntArray()
    }

    protected fun checkPrompt(prompt: IntArray) {
        require(prompt.isNotEmpty()) { "prompt: expected at least one token; this model has none of its own to begin with" }
        require(prompt.size <= step.contextLength) { "prompt: expected at most ${step.contextLength} tokens, which are the model's context, but it has more" }
    }

    /** @param onToken receives each token; null, or why the answer ends with it */
    protected fun run(
        prompt: IntArray,
        options: GenerationOptions,
        isContinued: Boolean,
        known: Int,
        prepare: () -> Unit,
        onToken: (Int) -> FinishReason?,
    ): FinishReason {
        require(options.decoderPrompt.isEmpty()) { "decoderPrompt: for models that turn a text into another one; put it behind the prompt instead" }
        val sampler = options.sampler ?: step.sampler
        return try {
            prepare()
            if (!isContinued) cache.hold(prompt, known, prepare)
            val stop = options.stopTokenIds ?: step.stopTokens
            when (sampler) {
                is BeamSampler -> search(prompt, options, "beam") { end -> BeamSearch(cache, sampler, stop).run(prompt, end, onToken) }
                is ContrastiveSampler -> {
                    val states = requireNotNull(model.hiddenStates) { "sampler: a contrastive search needs a model that was exported with --sampler contrastive" }
                    search(prompt, options, "contrastive") { end -> ContrastiveSearch(cache, states, sampler, stop).run(prompt, end, onToken) }
                }
                else -> draw(prompt, options, sampler, stop, onToken)
            }
        } catch (e: ModelException) {
            cache.clear()
            throw e
        }
    }

    private fun draw(prompt: IntArray, options: GenerationOptions, sampler: Sampler, stop: Set<Int>, onToken: (Int) -> FinishReason?): FinishReason {
        val random = options.seed?.let(::Random) ?: Random()
        val text = IntList(prompt.size + 1)
        prompt.forEach(text::add)
        repeat(options.maxTokens) {
            if (text.size == step.contextLength) {
                if (options.contextEnd != ContextEnd.SLIDE) return full(options.contextEnd)
                slide(text)
            }
            val token = sampler.next(cache.logits(text), random)
            text.add(token)
            val reason = onToken(token)
            if (token in stop) return FinishReason.STOP_TOKEN
            if (reason != null) return reason
        }
        return FinishReason.MAX_TOKENS
    }

    /** @param run continues the prompt up to as many tokens as it is given; why the answer ended before, or null */
    private fun search(prompt: IntArray, options: GenerationOptions, kind: String, run: (Int) -> FinishReason?): FinishReason {
        require(options.contextEnd != ContextEnd.SLIDE) { "contextEnd: expected STOP or ERROR for a $kind search, which cannot slide, but was SLIDE" }
        val end = minOf(step.contextLength.toLong(), prompt.size.toLong() + options.maxTokens).toInt()
        return run(end) ?: if (end - prompt.size == options.maxTokens) FinishReason.MAX_TOKENS else full(options.contextEnd)
    }

    private fun full(contextEnd: ContextEnd): FinishReason {
        check(contextEnd == ContextEnd.STOP) { "the answer fills the model's context of ${step.contextLength} tokens before it is complete" }
        return FinishReason.CONTEXT_FULL
    }

    /** Leaves what the model wants in front, and half of what follows it. */
    private fun slide(text: IntList) {
        val given = text.toIntArray()
        val front = step.start.size.takeIf { it < given.size / 2 && given.copyOf(it).contentEquals(step.start) } ?: 0
        val kept = maxOf(1, (given.size - front) / 2)
        text.truncate(front)
        for (i in given.size - kept until given.size) text.add(given[i])
    }
}
