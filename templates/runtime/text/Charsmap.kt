package dev.litert.sdkgen.runtime

/**
 * SentencePiece's `precompiled_charsmap`: which characters become which others, as a double array (of Darts-clone) and a pool of
 * replacements that end with a NUL each.
 *
 * @throws ModelMismatchException if it is damaged: after this check, no text can lead out of its arrays
 */
internal class Charsmap(bytes: ByteArray, start: Int, length: Int) {
    private val units: IntArray

    /** The replacements; see [replacement]. */
    val pool: ByteArray

    init {
        if (length <= 4) fail("more than 4 bytes but there are $length")
        val size = int(bytes, start)
        if (size < UNIT_BYTES * BLOCK || size % (UNIT_BYTES * BLOCK) != 0) fail("a double array of a multiple of 1024 bytes but there are ${size.toUInt()}")
        if (size >= length - 4) fail("replacements behind the $size bytes of its double array but it has ${length - 4} bytes in all")
        units = IntArray(size / UNIT_BYTES) { int(bytes, start + 4 + it * UNIT_BYTES) }
        pool = bytes.copyOfRange(start + 4 + size, start + length)
        if (pool.last() != 0.toByte()) fail("replacements that end with a NUL")
        check()
    }

    /**
     * The longest rule for what stands at [at]: its length in the upper 32 bits, the start of its replacement in [pool] in the lower ones;
     * -1 if there is none.
     */
    fun longestMatch(text: ByteArray, at: Int, end: Int): Long {
        var node = offset(units[0])
        var longest = -1L
        var matches = 0
        for (i in at until end) {
            val byte = text[i].toInt() and 0xFF
            node = node xor byte
            val unit = units[node]
            if (label(unit) != byte) break
            node = node xor offset(unit)
            if (hasLeaf(unit)) {
                longest = (i + 1 - at).toLong() shl 32 or value(units[node]).toLong()
                if (++matches == MAX_MATCHES) break
            }
        }
        return longest
    }

    /** Where the replacement ends that begins at [from] in [pool]. */
    fun replacementEnd(from: Int): Int {
        var end = from
        while (pool[end] != 0.toByte()) end++
        return end
    }

    /** Whether no rule begins with the ASCII character [byte], alone or with an ASCII character behind it. */
    fun leavesAscii(byte: Int): Boolean {
        val node = offset(units[0]) xor byte
        val unit = units[node]
        if (label(unit) != byte) return true
        if (hasLeaf(unit)) return false
        val next = node xor offset(unit)
        return (0..0x7F).none { label(units[next xor it]) == it }
    }

    /** `DoubleArray::validate` of sentencepiece's Darts-clone. */
    private fun check() {
        val root = units[0]
        if (label(root) != 0 || hasLeaf(root) || offset(root) == 0 || leads(0, root)) fail("a root that has children")
        for (i in 1 until units.size) {
            val unit = units[i]
            if (label(unit) in 0..0xFF) {
                if (leads(i, unit) || (hasLeaf(unit) && label(units[i xor offset(unit)]) in 0..0xFF)) fail("children of unit $i inside the double array")
            } else if (value(unit) >= pool.size) {
                fail("a replacement below ${pool.size} at unit $i but was ${value(unit)}")
            }
        }
    }

    /** Whether some child of unit [i] would lie outside of the array. */
    private fun leads(i: Int, unit: Int): Boolean = ((i xor offset(unit)) or 0xFF) !in units.indices

    private fun fail(expected: String): Nothing =
        throw ModelMismatchException("SentencePiece model: precompiled_charsmap: expected $expected; the file is damaged, export the model again")

    private companion object {
        const val UNIT_BYTES = 4
        const val BLOCK = 256

        /** `kMaxTrieResultsSize` of sentencepiece's `Normalizer`: of more rules that fit, the shortest count. */
        const val MAX_MATCHES = 32

        fun int(bytes: ByteArray, at: Int): Int =
            (bytes[at].toInt() and 0xFF) or (bytes[at + 1].toInt() and 0xFF shl 8) or (bytes[at + 2].toInt() and 0xFF shl 16) or (bytes[at + 3].toInt() shl 24)

        /** The byte that leads to a unit; negative for a leaf. */
        fun label(unit: Int): Int = unit and (Int.MIN_VALUE or 0xFF)

        fun hasLeaf(unit: Int): Boolean = unit ushr 8 and 1 == 1

        fun value(unit: Int): Int = unit and Int.MAX_VALUE

        fun offset(unit: Int): Int = (unit ushr 10) shl (unit and (1 shl 9) ushr 6)
    }
}
