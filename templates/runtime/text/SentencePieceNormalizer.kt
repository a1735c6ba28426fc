package dev.litert.sdkgen.runtime

/** What a SentencePiece model says of the text before it is split; the defaults are the file format's. */
internal class SentencePieceNormalizerSpec {
    var charsmap: Charsmap? = null
    var addDummyPrefix = true
    var removeExtraWhitespaces = true
    var escapeWhitespaces = true
}

/**
 * SentencePiece's `Normalizer`: replaces characters by the charsmap, cares for spaces, and writes them as `▁` (U+2581).
 *
 * @param symbols user-defined symbols, which stay as they are
 * @param spaceAsSuffix words end with their space instead of beginning with it
 */
internal class SentencePieceNormalizer(
    spec: SentencePieceNormalizerSpec,
    private val symbols: SentencePieceTrie? = null,
    private val spaceAsSuffix: Boolean = false,
) {
    private val charsmap = spec.charsmap
    private val addSpace = spec.addDummyPrefix
    private val removeSpaces = spec.removeExtraWhitespaces
    private val space = if (spec.escapeWhitespaces) SPACE_SYMBOL else byteArrayOf(BLANK)

    /** The ASCII characters that stay as they are if another one, or the end of the text, follows: nearly all characters of nearly all texts. */
    private val isPlain = BooleanArray(0x80) { byte ->
        (symbols == null || symbols.first(byte.toByte()) < 0) && (charsmap == null || charsmap.leavesAscii(byte))
    }

    /** Appends `text[0 until size]`, normalized, to the empty [out]. */
    fun normalize(text: ByteArray, size: Int, out: SentencePieceBuffer): Unit = Normalization(text, size, out).normalize()

    private inner class Normalization(private val text: ByteArray, private val size: Int, private val out: SentencePieceBuffer) {
        private var at = 0

        // What the characters at the current place become: part of one array or another.
        private var source = text
        private var start = 0
        private var end = 0

        fun normalize() {
            if (removeSpaces) skipSpaces()
            if (at == size) return
            if (addSpace && !spaceAsSuffix) out.add(space)
            var afterSpace = removeSpaces
            while (at < size) {
                val plainEnd = endOfPlain()
                if (plainEnd > at) {
                    out.add(text, at, plainEnd)
                    afterSpace = false
                    at = plainEnd
                } else if (text[at] == BLANK && isPlain[BLANK.toInt()] && isAsciiAfter(at)) {
                    if (!afterSpace) out.add(space)
                    afterSpace = removeSpaces
                    at++
                } else {
                    at += readPrefix()
                    while (afterSpace && start < end && source[start] == BLANK) start++
                    if (start == end) continue
                    for (i in start until end) if (source[i] == BLANK) out.add(space) else out.add(source[i].toInt())
                    afterSpace = removeSpaces && source[end - 1] == BLANK
                }
            }
            if (removeSpaces) out.trimEnd(space)
            if (addSpace && spaceAsSuffix) out.add(space)
        }

        /** Where a run of characters ends that stay as they are, and are no spaces. */
        private fun endOfPlain(): Int {
            var end = at
            while (end < size && text[end] > BLANK && isPlain[text[end].toInt()]) end++
            return if (end == at || isAsciiAfter(end - 1)) end else end - 1
        }

        private fun isAsciiAfter(place: Int): Boolean = place + 1 == size || text[place + 1] >= 0

        private fun skipSpaces() {
            while (at < size) {
                if (text[at] == BLANK && isPlain[BLANK.toInt()] && isAsciiAfter(at)) {
                    at++
                    continue
                }
                val consumed = readPrefix()
                if (end - start != 1 || source[start] != BLANK) return
                at += consumed
            }
        }

        /** Finds what the text at [at] becomes, and tells how many bytes of it that uses up. */
        private fun readPrefix(): Int {
            val symbol = symbols?.longestMatch(text, at, size) ?: 0
            if (symbol > 0) return take(text, at, at + symbol, symbol)
            val match = charsmap?.longestMatch(text, at, size) ?: -1
            if (match >= 0) {
                val from = match.toInt()
                return take(charsmap!!.pool, from, charsmap.replacementEnd(from), (match ushr 32).toInt())
            }
            val character = SentencePieceBuffer.validLength(text, at, size)
            return if (character > 0) take(text, at, at + character, character) else take(REPLACEMENT, 0, REPLACEMENT.size, 1)
        }

        private fun take(source: ByteArray, start: Int, end: Int, consumed: Int): Int {
            this.source = source
            this.start = start
            this.end = end
            return consumed
        }
    }

    internal companion object {
        /** `▁`, which stands for a space. */
        val SPACE_SYMBOL: ByteArray = "\u2581".toByteArray()

        private const val BLANK = 0x20.toByte()

        val REPLACEMENT: ByteArray = "\uFFFD".toByteArray()
    }
}
