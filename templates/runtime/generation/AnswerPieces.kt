package dev.litert.sdkgen.runtime

/** The text of an answer while it comes in pieces: nothing of a stop string, and all that [listener] receives. */
internal class AnswerPieces(stopStrings: List<String>, private val listener: TokenListener<String>) {
    private val stops = StopStrings(stopStrings)
    private val text = StringBuilder()

    /** Takes [piece], in which no stop string is looked for. Null, or why the answer ends with it. */
    fun push(piece: String): FinishReason? {
        text.append(piece)
        return if (listener.onToken(piece)) null else FinishReason.LISTENER
    }

    /** Takes the next piece. Null, or why the answer ends with it. */
    fun add(piece: String): FinishReason? {
        val reason = push(stops.add(piece))
        return if (stops.isFound) FinishReason.STOP_STRING else reason
    }

    /** Takes the [last] piece, and shows what was held back. The whole text. */
    fun end(last: String = ""): String {
        val rest = stops.add(last) + stops.end()
        if (rest.isNotEmpty()) push(rest)
        return text.toString()
    }
}
