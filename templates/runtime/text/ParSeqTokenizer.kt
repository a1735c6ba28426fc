package dev.litert.sdkgen.runtime

/**
 * The characters of a label as KerasHub's `PARSeqTokenizer` takes them. Id 0 is the end, 1 the first of [characters], and after the last
 * come start and padding. What is not among [characters] is dropped. Safe for use by several threads.
 *
 * @param characters ASCII
 * @param removeWhitespace drop ASCII white space
 * @param normalize decompose by compatibility (`é` to `e`, `ﬁ` to `fi`), and drop what is then no printable ASCII
 * @param letterCase `lower` or `upper` if the characters have only the one case, which the text is brought to; else `both`
 * @param maxLength how many characters are kept
 * @throws ModelMismatchException if an option has none of these values
 */
public class ParSeqTokenizer @JvmOverloads constructor(
    private val characters: String,
    private val removeWhitespace: Boolean = true,
    private val normalize: Boolean = true,
    private val letterCase: String = "both",
    private val maxLength: Int = 25,
) : Tokenizer {
    init {
        if (letterCase !in setOf("lower", "upper", "both")) throw ModelMismatchException("letter_case: expected lower, upper or both but was $letterCase")
        if (characters.any { it.code >= 0x80 }) throw ModelMismatchException("characters: expected ASCII but was \"$characters\"")
        if (maxLength < 0) throw ModelMismatchException("max_length: expected at least 0 but was $maxLength")
    }

    override fun encode(text: String): IntArray = encode(text, Int.MAX_VALUE)

    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        val kept = if (removeWhitespace) replaceLoneSurrogates(text).filter { it !in WHITE_SPACE } else replaceLoneSurrogates(text)
        val ids = IntList()
        val normalized = if (normalize) NormalizationForm.NFKD.of(kept) else kept
        var at = 0
        while (at < normalized.length && ids.size < minOf(maxLength, limit)) {
            val written = normalized.codePointAt(at)
            at += Character.charCount(written)
            val codePoint = if (normalize) withoutOutline(written) else written
            if (codePoint >= 0x80 || (normalize && codePoint !in '!'.code..'~'.code)) continue
            val place = characters.indexOf(inCase(codePoint.toChar()))
            if (place >= 0) ids.add(place + 1)
        }
        return ids.toIntArray()
    }

    /** The tokens of [ids], joined: `[E]`, `[B]` and `[P]` for end, start and padding, and `[P]` also for ids that are none. */
    override fun decode(ids: IntArray): String = ids.joinToString("") { token(it) }

    override fun streamingDecoder(): StreamingDecoder = object : StreamingDecoder {
        override fun add(id: Int): String = token(id)

        override fun end(): String = ""
    }

    private fun token(id: Int): String = when (id) {
        0 -> "[E]"
        in 1..characters.length -> characters[id - 1].toString()
        characters.length + 1 -> "[B]"
        else -> "[P]"
    }

    /** ASCII letters only, as KerasHub: hence neither a locale nor Unicode. */
    private fun inCase(char: Char): Char = when {
        letterCase == "lower" && char in 'A'..'Z' -> char + ('a' - 'A')
        letterCase == "upper" && char in 'a'..'z' -> char - ('a' - 'A')
        else -> char
    }

    /** Unicode 16 has outlined letters and digits: KerasHub decomposes them at this place alone, where its Unicode data is not Python's. */
    private fun withoutOutline(codePoint: Int): Int = when (codePoint) {
        in 0x1CCD6..0x1CCEF -> 'A'.code + codePoint - 0x1CCD6
        in 0x1CCF0..0x1CCF9 -> '0'.code + codePoint - 0x1CCF0
        else -> codePoint
    }

    private companion object {
        const val WHITE_SPACE = " \t\n\u000C\r"
    }
}
