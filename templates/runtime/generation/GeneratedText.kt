package dev.litert.sdkgen.runtime

/**
 * An answer.
 *
 * @property text what the model added, with the prompt in front of it where [GenerationOptions.stripPrompt] is off
 * @property tokenIds what the model added, as tokens; with the stop token that ended it
 * @property promptTokens how many tokens the prompt had, with the places of its pictures
 * @property finishReason why the answer ends where it does
 */
public class GeneratedText(
    public val text: String,
    public val tokenIds: IntArray,
    public val promptTokens: Int,
    public val finishReason: FinishReason,
) {
    /** A text alone: what a fake generator returns in a test. */
    public constructor(text: String) : this(text, IntArray(0), 0, FinishReason.STOP_TOKEN)

    override fun toString(): String = text
}

/** Why an answer ended. */
public enum class FinishReason {
    /** The model said that it is complete. */
    STOP_TOKEN,

    /** It has [GenerationOptions.maxTokens] tokens. */
    MAX_TOKENS,

    /** Prompt and answer fill the model's context. */
    CONTEXT_FULL,

    /** The listener returned false. */
    LISTENER,

    /** One of [GenerationOptions.stopStrings] came. */
    STOP_STRING,
}
