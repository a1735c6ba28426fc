package dev.litert.sdkgen.runtime

/**
 * Walks over the words of [text]: what lies between separators, and each punctuation mark, each special token and (if [splitOnCjk])
 * each Chinese character as a word of its own. What is whitespace or punctuation is what KerasHub's regular expressions say, which
 * is neither Kotlin's nor Unicode's notion: a no-break space is part of a word, a zero-width space ends one.
 *
 * @param specialTokens tried in their order wherever a word could start or end; never empty strings
 */
internal class WordCursor(private val text: String, private val splitOnCjk: Boolean, private val specialTokens: List<String>) {
    /** The word is `text.substring(start, end)`. */
    var start: Int = 0
        private set
    var end: Int = 0
        private set

    /** Whether the word is one of the special tokens, which are never folded. */
    var isSpecial: Boolean = false
        private set

    /** Steps to the next word; false at the end of the text. */
    fun next(): Boolean {
        start = end
        while (start < text.length) {
            val special = specialTokenAt(start)
            isSpecial = special > 0
            if (isSpecial) {
                end = start + special
                return true
            }
            val codePoint = text.codePointAt(start)
            val next = start + Character.charCount(codePoint)
            when (boundary(codePoint)) {
                Boundary.SEPARATOR -> start = next
                Boundary.ALONE -> end = next
                Boundary.NONE -> end = endOfWord(next)
            }
            if (end > start) return true
        }
        end = start
        return false
    }

    private fun endOfWord(from: Int): Int {
        var i = from
        while (i < text.length) {
            val codePoint = text.codePointAt(i)
            if (boundary(codePoint) != Boundary.NONE || specialTokenAt(i) > 0) return i
            i += Character.charCount(codePoint)
        }
        return i
    }

    /** Length of the special token at [place], or 0. */
    private fun specialTokenAt(place: Int): Int {
        for (i in specialTokens.indices) if (text.startsWith(specialTokens[i], place)) return specialTokens[i].length
        return 0
    }

    private fun boundary(codePoint: Int): Boundary = when {
        codePoint < 0x80 -> ascii(codePoint.toChar())
        codePoint in Tables.punctuation || (splitOnCjk && codePoint in Tables.cjk) -> Boundary.ALONE
        codePoint in Tables.separators -> Boundary.SEPARATOR
        else -> Boundary.NONE
    }

    private fun ascii(char: Char): Boundary = when (char) {
        in 'a'..'z', in 'A'..'Z', in '0'..'9' -> Boundary.NONE
        in '!'..'~' -> Boundary.ALONE
        else -> Boundary.SEPARATOR
    }

    private enum class Boundary { NONE, SEPARATOR, ALONE }

    /** Loaded with the first character that is not ASCII. */
    private object Tables {
        val separators = CodePointSet(UnicodeTables.SEPARATORS)
        val punctuation = CodePointSet(UnicodeTables.PUNCTUATION)
        val cjk = CodePointSet(UnicodeTables.CJK)
    }
}
