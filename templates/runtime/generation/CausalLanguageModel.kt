package dev.litert.sdkgen.runtime

/**
 * Continues a prompt token by token, as KerasHub's `generate` does: the generated classes of language models are thin views of it.
 *
 * An answer owns the session from its first token to its last, so two answers never share a cache.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe a language model
 */
public open class CausalLanguageModel(internal val session: ModelSession) : TextGenerator {
    internal val step = GenerationStep(session.bundle)

    /** Of use for counting the tokens of a prompt. */
    public val tokenizer: Tokenizer = TextStep(session.bundle).tokenizer()

    internal val loop = TextLoop(session, step, tokenizer)

    /** Tokens that a prompt and its answer can have together. */
    public val contextLength: Int get() = step.contextLength

    /** The tokens of [prompt], with those that the model wants in front. */
    public open fun encode(prompt: String): IntArray = step.prompt(tokenizer.encode(prompt, contextLength + 1))

    /**
     * What the model adds to [prompt].
     *
     * @throws IllegalArgumentException if [prompt] has no tokens, or more than the context
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        loop.generate(encode(prompt), options, listener)

    /** As [generate], of tokens, and without reading again what the cache has of them. Use inside [ModelSession.exclusive]. */
    internal open fun answer(prompt: IntArray, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        loop.answer(prompt, options.withStripPrompt(true), listener, isContinued = true)

    /**
     * The tokens that the model adds to those of a prompt, without text: below [generate], whose exceptions it shares.
     *
     * @param listener receives each token, and stops by returning false
     */
    public open fun generateTokens(prompt: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray =
        loop.generateTokens(prompt, options, listener)

    /** What the model generates in place of the tokens of [sample]. */
    public open fun replay(sample: GenerationSample): IntArray = generateTokens(sample.prompt, sample.options) { true }
}
