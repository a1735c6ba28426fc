package dev.litert.sdkgen.runtime

/**
 * How to generate. In Java: `new GenerationOptions().withMaxTokens(40).withSeed(1)`.
 *
 * @property maxTokens the most tokens of an answer; the context ends it in any case
 * @property sampler how the next token is drawn; null for the way that the model was compiled with in Keras
 * @property seed the same seed gives the same answer; null for another one each time
 * @property stopTokenIds the tokens that end an answer; null for the model's own
 * @property stripPrompt whether the text is the answer alone; Keras' `generate` calls it `strip_prompt`, and leaves it off
 * @property contextEnd what to do when the context is full before the answer is complete
 * @throws IllegalArgumentException if [maxTokens] is not positive
 */
public class GenerationOptions @JvmOverloads constructor(
    public val maxTokens: Int = Int.MAX_VALUE,
    public val sampler: Sampler? = null,
    public val seed: Long? = null,
    public val stopTokenIds: Set<Int>? = null,
    public val stripPrompt: Boolean = true,
    public val contextEnd: ContextEnd = ContextEnd.STOP,
) {
    init {
        require(maxTokens > 0) { "maxTokens: expected at least 1 but was $maxTokens" }
    }

    public fun withMaxTokens(maxTokens: Int): GenerationOptions = GenerationOptions(maxTokens, sampler, seed, stopTokenIds, stripPrompt, contextEnd)

    public fun withSampler(sampler: Sampler?): GenerationOptions = GenerationOptions(maxTokens, sampler, seed, stopTokenIds, stripPrompt, contextEnd)

    public fun withSeed(seed: Long?): GenerationOptions = GenerationOptions(maxTokens, sampler, seed, stopTokenIds, stripPrompt, contextEnd)

    public fun withStopTokenIds(stopTokenIds: Set<Int>?): GenerationOptions =
        GenerationOptions(maxTokens, sampler, seed, stopTokenIds, stripPrompt, contextEnd)

    public fun withStripPrompt(stripPrompt: Boolean): GenerationOptions = GenerationOptions(maxTokens, sampler, seed, stopTokenIds, stripPrompt, contextEnd)

    public fun withContextEnd(contextEnd: ContextEnd): GenerationOptions = GenerationOptions(maxTokens, sampler, seed, stopTokenIds, stripPrompt, contextEnd)
}

/** What to do when the context is full before an answer is complete. */
public enum class ContextEnd {
    /** The answer ends there, with [FinishReason.CONTEXT_FULL]. */
    STOP,

    /** `generate` throws an [IllegalStateException]. */
    ERROR,
}
