package dev.litert.sdkgen.runtime

/**
 * The text of an answer while its tokens come: whole characters, no special tokens, nothing of a stop string. [listener] receives what
 * each token adds, and all that it receives is the text.
 */
internal class AnswerText(tokenizer: Tokenizer, private val specialTokens: Set<Int>, stopStrings: List<String>, listener: TokenListener<String>) {
    private val decoder = tokenizer.streamingDecoder()
    private val pieces = AnswerPieces(stopStrings, listener)

    /** Puts the text of a prompt in front, in which no stop string is looked for. Null, or why the answer ends with it. */
    fun begin(prompt: IntArray): FinishReason? = pieces.push(prompt.joinToString("") { decoded(it) })

    /** Takes the next token. Null, or why the answer ends with it. */
    fun add(token: Int): FinishReason? = pieces.add(decoded(token))

    /** Ends the text, and shows what was held back. */
    fun end(): String = pieces.end(decoder.end())

    /** A model can have more tokens than its tokenizer, to round their number up; those mean nothing. */
    private fun decoded(token: Int): String = if (token in specialTokens || token == GenerationStep.PLACE) "" else {
        try {
            decoder.add(token)
        } catch (e: IllegalArgumentException) {
            ""
        }
    }
}
