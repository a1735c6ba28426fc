package dev.litert.sdkgen.runtime

/** The loop of a model whose tokens are those of a text: a stop string can end it too. */
internal class TextLoop(private val session: ModelSession, private val step: GenerationStep, private val tokenizer: Tokenizer) :
    GenerationLoop(session, step) {
    /**
     * The text that follows the tokens of [prompt].
     *
     * @param known see [generateTokens], as for [prepare]
     */
    fun generate(prompt: IntArray, options: GenerationOptions, listener: TokenListener<String>, known: Int = 0, prepare: () -> Unit = {}): GeneratedText =
        session.exclusive { answer(prompt, options, listener, known = known, prepare = prepare) }

    /**
     * As [generate], inside [ModelSession.exclusive].
     *
     * @param isContinued whether what the cache has of [prompt] is taken from there; else all of it is read, and the answer depends on
     * nothing before it, not even in the last digits of its logits
     */
    fun answer(
        prompt: IntArray,
        options: GenerationOptions,
        listener: TokenListener<String>,
        isContinued: Boolean = false,
        known: Int = 0,
        prepare: () -> Unit = {},
    ): GeneratedText {
        checkPrompt(prompt)
        val text = AnswerText(tokenizer, step.specialTokens, options.stopStrings, listener)
        val generated = IntList()
        val early = if (options.stripPrompt) null else text.begin(prompt)
        val reason = early ?: run(prompt, options, isContinued, known, prepare) { token ->
            generated.add(token)
            text.add(token)
        }
        return GeneratedText(text.end(), generated.toIntArray(), prompt.size, reason)
    }
}
