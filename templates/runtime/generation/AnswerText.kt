package dev.litert.sdkgen.runtime

/**
 * The text of an answer while its tokens come: whole characters, no special tokens, nothing of a stop string. [listener] receives what
 * each token adds, and all that it receives is the text.
 */
internal class AnswerText(
    tokenizer: Tokenizer,
    private val specialTokens: Set<Int>,
    stopStrings: List<String>,
    private val listener: TokenListener<String>,
) {
    private val decoder = tokenizer.streamingDecoder()
    private val stops = StopStrings(stopStrings)
    private val text = StringBuilder()

    /** Puts the text of a prompt in front, in which no stop string is looked for. Null, or why the answer ends with it. */
    fun begin(prompt: IntArray): FinishReason? = push(prompt.joinToString("") { decoded(it) })

    /** Takes the next token. Null, or why the answer ends with it. */
    fun add(token: Int): FinishReason? {
        val reason = push(stops.add(decoded(token)))
        return if (stops.isFound) FinishReason.STOP_STRING else reason
    }

    /** Ends the text, and shows what was held back. */
    fun end(): String {
        val rest = stops.add(decoder.end()) + stops.end()
        if (rest.isNotEmpty()) push(rest)
        return text.toString()
    }

    private fun push(piece: String): FinishReason? {
        text.append(piece)
        return if (listener.onToken(piece)) null else FinishReason.LISTENER
    }

    /** A model can have more tokens than its tokenizer, to round their number up; those mean nothing. */
    private fun decoded(token: Int): String = if (token in specialTokens || token == GenerationStep.PLACE) "" else {
        try {
            decoder.add(token)
        } catch (e: IllegalArgumentException) {
            ""
        }
    }
}
