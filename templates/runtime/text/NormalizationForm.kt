package dev.litert.sdkgen.runtime

/** Unicode's four normalization forms, by the frozen tables: equal to Python's `unicodedata.normalize`. */
internal enum class NormalizationForm(private val compatibility: Boolean, private val composed: Boolean) {
    NFC(false, true),
    NFD(false, false),
    NFKC(true, true),
    NFKD(true, false),
    ;

    /** [text], which has no lone surrogates, in this form. */
    fun of(text: String): String {
        if (text.all { it.code < 0x80 }) return text
        val codePoints = IntList(text.length)
        var i = 0
        while (i < text.length) {
            val codePoint = text.codePointAt(i)
            UnicodeNormalizer.decompose(codePoint, compatibility, codePoints)
            i += Character.charCount(codePoint)
        }
        UnicodeNormalizer.order(codePoints)
        if (composed) UnicodeNormalizer.compose(codePoints)
        return buildString(text.length) { for (k in 0 until codePoints.size) appendCodePoint(codePoints[k]) }
    }
}
