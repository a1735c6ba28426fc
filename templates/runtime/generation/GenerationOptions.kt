package dev.litert.sdkgen.runtime

/**
 * How to generate. In Java: `new GenerationOptions().withMaxTokens(40).withSeed(1)`.
 *
 * @property maxTokens the most tokens of an answer
 * @property sampler how the next token is drawn; null for the way that the model was compiled with in Keras
 * @property seed the same seed gives the same answer; null for another one each time
 * @property stopTokenIds the tokens that end an answer; null for the model's own
 * @property stripPrompt whether the text is the answer alone; Keras' `generate` calls it `strip_prompt`, and leaves it off
 * @property contextEnd what to do when the context is full before the answer is complete
 * @property stopStrings texts that end an answer, and are no part of it
 * @property decoderPrompt what the answer of an encoder-decoder goes on from, as a translation of which the first words are known; Keras'
 * `generate` calls it `decoder_text`. With [stripPrompt] it is no part of the text
 * @throws IllegalArgumentException if [maxTokens] is not positive, or a stop string is empty
 */
public class GenerationOptions @JvmOverloads constructor(
    public val maxTokens: Int = Int.MAX_VALUE,
    public val sampler: Sampler? = null,
    public val seed: Long? = null,
    public val stopTokenIds: Set<Int>? = null,
    public val stripPrompt: Boolean = true,
    public val contextEnd: ContextEnd = ContextEnd.STOP,
    public val stopStrings: List<String> = emptyList(),
    public val decoderPrompt: String = "",
) {
    init {
        require(maxTokens > 0) { "maxTokens: expected at least 1 but was $maxTokens" }
        require(stopStrings.none { it.isEmpty() }) { "stopStrings: expected texts of at least one character but one is empty" }
    }

    public fun withMaxTokens(maxTokens: Int): GenerationOptions = copy(maxTokens = maxTokens)

    public fun withSampler(sampler: Sampler?): GenerationOptions = copy(sampler = sampler)

    public fun withSeed(seed: Long?): GenerationOptions = copy(seed = seed)

    public fun withStopTokenIds(stopTokenIds: Set<Int>?): GenerationOptions = copy(stopTokenIds = stopTokenIds)

    public fun withStripPrompt(stripPrompt: Boolean): GenerationOptions = copy(stripPrompt = stripPrompt)

    public fun withContextEnd(contextEnd: ContextEnd): GenerationOptions = copy(contextEnd = contextEnd)

    public fun withStopStrings(vararg stopStrings: String): GenerationOptions = copy(stopStrings = stopStrings.toList())

    public fun withDecoderPrompt(decoderPrompt: String): GenerationOptions = copy(decoderPrompt = decoderPrompt)

    private fun copy(
        maxTokens: Int = this.maxTokens,
        sampler: Sampler? = this.sampler,
        seed: Long? = this.seed,
        stopTokenIds: Set<Int>? = this.stopTokenIds,
        stripPrompt: Boolean = this.stripPrompt,
        contextEnd: ContextEnd = this.contextEnd,
        stopStrings: List<String> = this.stopStrings,
        decoderPrompt: String = this.decoderPrompt,
    ) = GenerationOptions(maxTokens, sampler, seed, stopTokenIds, stripPrompt, contextEnd, stopStrings, decoderPrompt)
}

/** What to do when the context is full before an answer is complete. */
public enum class ContextEnd {
    /** The answer ends there, with [FinishReason.CONTEXT_FULL]. */
    STOP,

    /** `generate` throws an [IllegalStateException]. */
    ERROR,

    /**
     * The model forgets the older half of prompt and answer, but what it wants in front, and goes on. Reading the rest again takes a
     * while each time. Nothing but a stop token, a stop string, [GenerationOptions.maxTokens] or the listener ends such an answer.
     */
    SLIDE,
}
