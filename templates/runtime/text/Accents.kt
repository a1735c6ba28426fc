package dev.litert.sdkgen.runtime

/** KerasHub's `strip_accents=True`: canonical decomposition, without nonspacing marks. */
internal object Accents {
    private val marks = CodePointSet(UnicodeTables.NONSPACING_MARKS)

    fun strip(text: String): String {
        if (text.all { it.code < 0x80 }) return text
        val decomposed = IntList(text.length)
        var i = 0
        while (i < text.length) {
            val codePoint = text.codePointAt(i)
            UnicodeNormalizer.decompose(codePoint, compatibility = false, decomposed)
            i += Character.charCount(codePoint)
        }
        UnicodeNormalizer.order(decomposed)
        return buildString(text.length) {
            for (k in 0 until decomposed.size) if (decomposed[k] !in marks) appendCodePoint(decomposed[k])
        }
    }
}
