package dev.litert.sdkgen.runtime

/**
 * Turns a text into another one (its translation, its summary), token by token, as KerasHub's `generate` does: the generated classes of
 * encoder-decoder models are thin views of it.
 *
 * An answer owns the session from the reading of its source to its last token, so two answers never share a cache.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public open class Seq2SeqLanguageModel(session: ModelSession) : TextGenerator {
    private val step = GenerationStep(session.bundle)
    private val preprocessor = TextPreprocessor(session.bundle)
    internal val encoder = SourceEncoder(session)
    private val loop = TextLoop(session, step, preprocessor.tokenizer)

    /** Of use for counting the tokens of a source. */
    public val tokenizer: Tokenizer get() = preprocessor.tokenizer

    /** Tokens of a source that the model reads, with those that it wants around them; the end of a longer one is left out. */
    public val sourceLength: Int get() = encoder.length

    /** Tokens that an answer can have, with the one or two that it begins with. */
    public val contextLength: Int get() = step.contextLength

    /** The tokens that the model reads of [source]: at most [sourceLength], with those that it wants around them. */
    public open fun encode(source: String): IntArray {
        val packed = preprocessor.pack(source)
        return packed.tokenIds.copyOf(packed.paddingMask.sum())
    }

    /**
     * What the model makes of the text [prompt].
     *
     * @throws IllegalArgumentException if [GenerationOptions.decoderPrompt] does not fit into the context
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText =
        answer(encode(prompt), options, listener) {}

    /**
     * The tokens that the model makes of those that [encode] gives, without text: below [generate], whose exceptions it shares.
     *
     * @param listener receives each token, and stops by returning false
     * @throws IllegalArgumentException if [source] has more tokens than [sourceLength]
     */
    public open fun generateTokens(source: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray =
        answerTokens(source, options, listener) {}

    /**
     * What the model generates in place of the tokens of [sample].
     *
     * @throws IllegalStateException if it is the sample of a model without an encoder
     */
    public open fun replay(sample: GenerationSample): IntArray = replay(sample) {}

    /** @param see gives the encoder what it reads besides the text, with the session in hand */
    internal fun answer(source: IntArray, options: GenerationOptions, listener: TokenListener<String>, see: () -> Unit): GeneratedText {
        val answer = loop.generate(begun(options), options.withDecoderPrompt(""), listener) { read(source, see) }
        return GeneratedText(answer.text, answer.tokenIds, source.size, answer.finishReason)
    }

    /** As [answer], of tokens. */
    internal fun answerTokens(source: IntArray, options: GenerationOptions, listener: TokenListener<Int>, see: () -> Unit): IntArray {
        require(source.size <= sourceLength) { "source: expected at most $sourceLength tokens but was ${source.size}" }
        return loop.generateTokens(begun(options), options.withDecoderPrompt(""), listener) { read(source, see) }
    }

    /** What stands in place of the tokens of [sample], whose prompt is all that its answer begins with. */
    internal fun replay(sample: GenerationSample, see: () -> Unit): IntArray =
        loop.generateTokens(sample.prompt, sample.options, { true }) { read(source(sample), see) }

    internal fun source(sample: GenerationSample): IntArray = checkNotNull(sample.source) { "$sample has no source" }

    /** The tokens that an answer goes on from. */
    private fun begun(options: GenerationOptions): IntArray = step.prompt(tokenizer.encode(options.decoderPrompt, contextLength + 1))

    private fun read(source: IntArray, see: () -> Unit) {
        see()
        encoder.encode(source)
    }
}
