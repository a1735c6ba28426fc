package dev.litert.sdkgen.runtime

/** A growing array of bytes, which hold text in UTF-8. */
internal class SentencePieceBuffer(capacity: Int = 64) {
    /** The memory itself, for fast reading; only the first [size] bytes count, and adding may replace it. */
    var bytes: ByteArray = ByteArray(maxOf(capacity, 16))
        private set

    var size: Int = 0
        private set

    fun add(byte: Int) {
        if (size == bytes.size) grow(1)
        bytes[size++] = byte.toByte()
    }

    fun add(source: ByteArray, start: Int = 0, end: Int = source.size) {
        if (bytes.size - size < end - start) grow(end - start)
        System.arraycopy(source, start, bytes, size, end - start)
        size += end - start
    }

    /** Adds [text] in UTF-8, with U+FFFD for each half of a surrogate pair that stands alone. */
    fun add(text: String) {
        if (bytes.size - size < text.length) grow(text.length)
        var i = 0
        while (i < text.length && text[i].code < 0x80) bytes[size++] = text[i++].code.toByte()
        while (i < text.length) {
            val codePoint = text.codePointAt(i)
            addCodePoint(if (codePoint in 0xD800..0xDFFF) 0xFFFD else codePoint)
            i += Character.charCount(codePoint)
        }
    }

    private fun addCodePoint(codePoint: Int) {
        if (codePoint < 0x80) return add(codePoint)
        if (codePoint < 0x800) {
            add(0xC0 or (codePoint ushr 6))
        } else {
            if (codePoint < 0x10000) {
                add(0xE0 or (codePoint ushr 12))
            } else {
                add(0xF0 or (codePoint ushr 18))
                add(0x80 or (codePoint ushr 12 and 0x3F))
            }
            add(0x80 or (codePoint ushr 6 and 0x3F))
        }
        add(0x80 or (codePoint and 0x3F))
    }

    /** Removes [suffix] from the end as often as it stands there. */
    fun trimEnd(suffix: ByteArray) {
        while (size >= suffix.size && startsWith(bytes, size - suffix.size, size, suffix)) size -= suffix.size
    }

    fun clear() {
        size = 0
    }

    override fun toString(): String = String(bytes, 0, size, Charsets.UTF_8)

    private fun grow(count: Int) {
        if (size > MAX_SIZE - count) throw IllegalArgumentException("text: expected at most $MAX_SIZE bytes in UTF-8 but there are more")
        bytes = bytes.copyOf(maxOf(size + count, if (size > MAX_SIZE / 2) MAX_SIZE else size * 2))
    }

    companion object {
        /** Some virtual machines have no longer arrays. */
        private const val MAX_SIZE = Int.MAX_VALUE - 8

        /** Whether [prefix] stands in `text[at until end]`, at its beginning. */
        fun startsWith(text: ByteArray, at: Int, end: Int, prefix: ByteArray): Boolean {
            if (end - at < prefix.size) return false
            for (i in prefix.indices) if (text[at + i] != prefix[i]) return false
            return true
        }

        /** Bytes of the character that begins with [lead], by that byte alone. */
        fun characterLength(lead: Byte): Int = if (lead >= 0) 1 else LENGTHS[(lead.toInt() and 0xFF) ushr 4].code - '0'.code

        /** By the upper half of the first byte. */
        private const val LENGTHS = "1111111111112234"

        /** Bytes of the character at [at], or 0 if `text[at until end]` does not begin with one. */
        fun validLength(text: ByteArray, at: Int, end: Int): Int {
            val lead = text[at].toInt() and 0xFF
            val length = when {
                lead < 0x80 -> return 1
                lead and 0xE0 == 0xC0 -> 2
                lead and 0xF0 == 0xE0 -> 3
                lead and 0xF8 == 0xF0 -> 4
                else -> return 0
            }
            if (end - at < length) return 0
            var codePoint = lead and (0x7F ushr length)
            for (i in at + 1 until at + length) {
                val trail = text[i].toInt()
                if (trail and 0xC0 != 0x80) return 0
                codePoint = codePoint shl 6 or (trail and 0x3F)
            }
            val isShortest = codePoint >= (if (length == 2) 0x80 else if (length == 3) 0x800 else 0x10000)
            return if (isShortest && codePoint <= 0x10FFFF && codePoint !in 0xD800..0xDFFF) length else 0
        }
    }
}
