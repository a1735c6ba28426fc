package dev.litert.sdkgen.runtime

/** The normalizers of the tokenizers library, by tables that come with the model. */
internal object BytePairNormalizers {
    /**
     * NFC, except that the [ordinary] characters, which are younger than the library's Unicode data, neither move nor compose there.
     * Such a character is a border: nothing before it and nothing behind it have to do with each other.
     */
    fun nfc(ordinary: CodePointSet): (String) -> String = { text ->
        if (text.all { it.code < FIRST_MARK }) text else nfc(text, ordinary)
    }

    private fun nfc(text: String, ordinary: CodePointSet): String = buildString(text.length) {
        var start = 0
        var at = 0
        while (at < text.length) {
            val codePoint = text.codePointAt(at)
            val after = at + Character.charCount(codePoint)
            if (codePoint in ordinary) {
                append(NormalizationForm.NFC.of(text.substring(start, at))).append(text, at, after)
                start = after
            }
            at = after
        }
        append(NormalizationForm.NFC.of(text.substring(start)))
    }

    /** Each code point for itself: no rule for a sigma at a word's end, and no locale. */
    fun lowercase(map: CodePointMap): (String) -> String = { text ->
        buildString(text.length) {
            var at = 0
            while (at < text.length) {
                val codePoint = text.codePointAt(at)
                at += Character.charCount(codePoint)
                val entry = if (codePoint < 0x80 && codePoint !in 'A'.code..'Z'.code) -1 else map.find(codePoint)
                if (entry < 0) appendCodePoint(codePoint) else for (place in 0 until map.length(entry)) appendCodePoint(map.target(entry, place))
            }
        }
    }

    fun replace(pattern: TextPattern, replacement: String): (String) -> String = { text ->
        buildString(text.length) {
            var at = 0
            while (at < text.length) {
                val found = pattern.find(text, at, text.length)
                append(text, at, if (found < 0) text.length else found)
                if (found < 0) break
                append(replacement)
                at = pattern.match(text, found, text.length)
            }
        }
    }

    /** The first code point that may change or combine: all before it are in NFC whatever stands around. */
    private const val FIRST_MARK = 0x300
}
