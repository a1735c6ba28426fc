package dev.litert.sdkgen.runtime

/**
 * Continues a prompt by a runtime that has all in one file, tokenizer included: the generated classes of such models are thin views of it.
 *
 * What it gives is what [CausalLanguageModel] gives, but for tokens: [GeneratedText.tokenIds] is empty, [GeneratedText.promptTokens] is 0,
 * and special tokens within an answer, which a model seldom writes, show as text.
 *
 * @throws ModelMismatchException if the session's runner does not take texts
 */
public class ContainedLanguageModel(private val session: ModelSession) : TextGenerator {
    private val step = GenerationStep(session.bundle)
    private val runner = session.runner as? TextRunner
        ?: throw ModelMismatchException("${session.bundle}: expected a runner of texts, such as LiteRtLmRunner, but was ${session.runner}")

    /** Tokens that a prompt and its answer can have together. */
    public val contextLength: Int get() = step.contextLength

    /**
     * What the model adds to [prompt].
     *
     * [GenerationOptions.maxTokens] counts pieces: the few characters that take several tokens count once.
     *
     * @throws IllegalArgumentException if [prompt] does not fit into the context, or an option is one that the runtime lacks: stop tokens of
     * one's own, a context that slides, a prompt for a decoder, samplers other than greedy, top-k, top-p and random
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if the runtime fails
     */
    override fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText {
        require(options.stopTokenIds == null) { "stopTokenIds: this model's runtime ends at its own stop tokens: expected null, or stopStrings instead" }
        require(options.contextEnd != ContextEnd.SLIDE) { "contextEnd: this model's runtime ends where its context is full: expected STOP or ERROR but was SLIDE" }
        require(options.decoderPrompt.isEmpty()) { "decoderPrompt: this model's runtime continues a prompt: expected none but was ${options.decoderPrompt}" }
        val sampling = TextSampling.of(options.sampler ?: step.sampler, options.seed)
        val answer = AnswerPieces(options.stopStrings, listener)
        return session.exclusive {
            val early = if (options.stripPrompt) null else answer.push(prompt)
            val reason = early ?: run(prompt, sampling, options, answer)
            GeneratedText(answer.end(), IntArray(0), 0, reason)
        }
    }

    private fun run(prompt: String, sampling: TextSampling, options: GenerationOptions, answer: AnswerPieces): FinishReason {
        var pieces = 0
        var reason: FinishReason? = null
        val isComplete = runner.generate(prompt, sampling) { piece ->
            reason = answer.add(piece) ?: if (++pieces == options.maxTokens) FinishReason.MAX_TOKENS else null
            reason == null
        }
        reason?.let { return it }
        if (isComplete) return FinishReason.STOP_TOKEN
        check(options.contextEnd == ContextEnd.STOP) { "the answer fills the model's context of $contextLength tokens before it is complete" }
        return FinishReason.CONTEXT_FULL
    }
}
