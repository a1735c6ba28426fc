package dev.litert.sdkgen.runtime

/**
 * KerasHub's `lowercase=True`: compatibility normalization with full case folding (`ß` becomes `ss`, `２` becomes `2`), without
 * ignorable code points. Python's `casefold_utf8`, which differs from [String.lowercase].
 */
internal class CaseFolding {
    // Reused from word to word: an instance belongs to one call.
    private val normalized = IntList()
    private val folded = IntList()

    /** Appends [text] from [start] until [end], folded, to [out]. */
    fun fold(text: String, start: Int, end: Int, out: StringBuilder) {
        for (i in start until end) {
            val char = text[i]
            if (char.code >= 0x80) {
                out.setLength(out.length - (i - start))
                return foldAny(text, start, end, out)
            }
            out.append(if (char in 'A'..'Z') char + ('a' - 'A') else char)
        }
    }

    private fun foldAny(text: String, start: Int, end: Int, out: StringBuilder) {
        normalized.clear()
        var i = start
        while (i < end) {
            val codePoint = text.codePointAt(i)
            UnicodeNormalizer.decompose(codePoint, compatibility = true, normalized)
            i += Character.charCount(codePoint)
        }
        UnicodeNormalizer.order(normalized)
        UnicodeNormalizer.compose(normalized)
        folded.clear()
        for (k in 0 until normalized.size) {
            val entry = Tables.foldings.find(normalized[k])
            if (entry < 0) {
                UnicodeNormalizer.decompose(normalized[k], compatibility = true, folded)
            } else {
                for (place in 0 until Tables.foldings.length(entry)) {
                    UnicodeNormalizer.decompose(Tables.foldings.target(entry, place), compatibility = true, folded)
                }
            }
        }
        UnicodeNormalizer.order(folded)
        UnicodeNormalizer.compose(folded)
        for (k in 0 until folded.size) if (folded[k] !in Tables.ignorable) out.appendCodePoint(folded[k])
    }

    /** Loaded with the first word that is not ASCII. */
    private object Tables {
        val foldings = CodePointMap(UnicodeTables.CASE_FOLDINGS)
        val ignorable = CodePointSet(UnicodeTables.IGNORABLE)
    }
}
