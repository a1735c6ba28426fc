package dev.litert.sdkgen.runtime

/** SentencePiece's `Decode`, id by id: makes [text] longer, by whole characters. */
internal class SentencePieceDecoder(private val model: SentencePieceModel) {
    private val vocabulary = model.vocabulary
    private val unknownSurface = model.unknownSurface.toByteArray()
    private val dropsSpace = model.normalizer.addDummyPrefix || model.normalizer.removeExtraWhitespaces

    /** What the ids so far mean, in UTF-8. Its reader may clear it. */
    val text = SentencePieceBuffer()

    /** Byte pieces that are not a character yet. */
    private val bytes = ByteArray(4)
    private var byteCount = 0

    /** Whether a space at this place would be the one that the normalizer has put in front of the text. */
    private var isStart = true
    private var hasText = false

    /** Adds [id], which must be in the vocabulary. */
    fun add(id: Int) {
        val type = vocabulary.type(id)
        if (type == SentencePieceVocabulary.BYTE) {
            bytes[byteCount++] = model.byteOf(id).toByte()
            return takeCharacters(isEnd = false)
        }
        takeCharacters(isEnd = true)
        if (hasText) isStart = false
        if (type == SentencePieceVocabulary.CONTROL) return
        var start = vocabulary.start(id)
        val end = vocabulary.end(id)
        var isSpaceDropped = false
        if (isStart && dropsSpace && isSpace(start, end)) {
            start += SPACE.size
            isSpaceDropped = !model.normalizer.removeExtraWhitespaces
        }
        if (type == SentencePieceVocabulary.UNKNOWN) append(unknownSurface, 0, unknownSurface.size) else appendPiece(start, end)
        if (isSpaceDropped || hasText) isStart = false
    }

    /** Ends the text: bytes that did not become a character become U+FFFD each. */
    fun end(): Unit = takeCharacters(isEnd = true)

    private fun isSpace(at: Int, end: Int): Boolean = SentencePieceBuffer.startsWith(vocabulary.bytes, at, end, SPACE)

    private fun appendPiece(from: Int, end: Int) {
        var start = from
        var i = from
        while (i < end) {
            if (vocabulary.bytes[i] == SPACE[0] && isSpace(i, end)) {
                append(vocabulary.bytes, start, i)
                append(BLANK, 0, 1)
                i += SPACE.size
                start = i
            } else {
                i++
            }
        }
        append(vocabulary.bytes, start, end)
    }

    /** Takes what is sure of the waiting bytes: whole characters, and U+FFFD for what can no longer become one. */
    private fun takeCharacters(isEnd: Boolean) {
        while (byteCount > 0) {
            val length = SentencePieceBuffer.validLength(bytes, 0, byteCount)
            if (length == 0 && !isEnd && mayBecomeCharacter()) return
            if (length > 0) append(bytes, 0, length) else append(SentencePieceNormalizer.REPLACEMENT, 0, SentencePieceNormalizer.REPLACEMENT.size)
            val taken = maxOf(length, 1)
            System.arraycopy(bytes, taken, bytes, 0, byteCount - taken)
            byteCount -= taken
        }
    }

    private fun mayBecomeCharacter(): Boolean {
        val lead = bytes[0].toInt() and 0xFF
        val length = if (lead in 0xF0..0xF7) 4 else if (lead in 0xE0..0xEF) 3 else if (lead in 0xC0..0xDF) 2 else return false
        return byteCount < length && (1 until byteCount).all { bytes[it].toInt() and 0xC0 == 0x80 }
    }

    private fun append(source: ByteArray, start: Int, end: Int) {
        text.add(source, start, end)
        if (start < end) hasText = true
    }

    private companion object {
        val SPACE = SentencePieceNormalizer.SPACE_SYMBOL
        val BLANK = byteArrayOf(' '.code.toByte())
    }
}
