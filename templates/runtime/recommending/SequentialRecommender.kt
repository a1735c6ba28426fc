package dev.litert.sdkgen.runtime

/**
 * Goes on with a history of item ids, one id after the other, as KerasHub's `generate_step` does: the generated classes of recommenders
 * are thin views of it.
 *
 * An answer owns the session from the reading of its history to its last id, so two never share a cache.
 *
 * @throws ModelMismatchException if the bundle's manifest or files do not describe such a model
 */
public class SequentialRecommender(session: ModelSession) : ItemRecommender {
    private val step = GenerationStep(session.bundle)
    private val encoder = SourceEncoder(session)
    private val loop = GenerationLoop(session, step)

    /** How many ids the model knows: they are 0 and up. */
    public val vocabularySize: Int = session.call("decode").outputs.first { it.name == step.output }.elements

    /** The most ids of a history. */
    public val historyLength: Int get() = encoder.length

    /** Ids that an answer can have, with the one that it begins with. */
    public val contextLength: Int get() = step.contextLength

    /**
     * @throws IllegalArgumentException if [history] is empty, longer than [historyLength], or has an id that the model does not know; if
     * [options] ask for something that only texts have
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT fails
     */
    override fun recommend(history: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray {
        require(history.size in 1..historyLength) { "history: expected 1 to $historyLength ids, of the latest items, but was ${history.size}" }
        history.find { it !in 0 until vocabularySize }?.let { throw IllegalArgumentException("history: expected ids from 0 to ${vocabularySize - 1} but one was $it") }
        require(options.stopStrings.isEmpty()) { "stopStrings: expected none, since ids are no text; name ids in stopTokenIds instead" }
        require(options.decoderPrompt.isEmpty()) { "decoderPrompt: expected none, since ids are no text" }
        return loop.generateTokens(step.start, options, listener) { encoder.encode(history) }
    }

    /**
     * What the model generates in place of the tokens of [sample].
     *
     * @throws IllegalStateException if it is the sample of a model that reads no ids
     */
    public fun replay(sample: GenerationSample): IntArray =
        recommend(checkNotNull(sample.source) { "$sample has no source" }, sample.options) { true }
}
