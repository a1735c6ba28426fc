package dev.litert.sdkgen.runtime

/**
 * The pieces that are found in texts, by a hash that is made for two neighbours in one step from their own hashes.
 *
 * @throws ModelMismatchException if a piece is there twice
 */
internal class SentencePieceIndex(private val model: SentencePieceModel) {
    private val vocabulary = model.vocabulary

    /** Hash and id + 1 of a piece in each used slot; at most half of them are used. */
    private val slots = LongArray(maxOf(2, Integer.highestOneBit(maxOf(1, vocabulary.size)) * 4))
    private val shift = Integer.numberOfLeadingZeros(slots.size) + 1

    /** Powers of [MULTIPLIER]. */
    private val powers = IntArray(vocabulary.longest + 1)

    init {
        powers[0] = 1
        for (i in 1 until powers.size) powers[i] = powers[i - 1] * MULTIPLIER
        for (id in 0 until vocabulary.size) {
            if (!vocabulary.isText(id) || vocabulary.isIgnored(id)) continue
            val start = vocabulary.start(id)
            val size = vocabulary.end(id) - start
            val hash = hash(vocabulary.bytes, start, size)
            val slot = slotOf(vocabulary.bytes, start, size, hash)
            if (slots[slot] != 0L) model.failTwice(id)
            slots[slot] = hash.toLong() shl 32 or (id + 1).toLong()
        }
    }

    fun hash(text: ByteArray, start: Int, size: Int): Int {
        var hash = 0
        for (i in start until start + size) hash = hash * MULTIPLIER + text[i]
        return hash
    }

    /** The hash of two parts of a text that stand side by side, together no longer than the longest piece. */
    fun joined(leftHash: Int, rightHash: Int, rightSize: Int): Int = leftHash * powers[rightSize] + rightHash

    /** Id of the piece of [size] bytes at [start] with that hash, or -1. */
    fun find(text: ByteArray, start: Int, size: Int, hash: Int): Int = slots[slotOf(text, start, size, hash)].toInt() - 1

    private fun slotOf(text: ByteArray, start: Int, size: Int, hash: Int): Int {
        var slot = hash * SPREAD ushr shift
        while (true) {
            val entry = slots[slot]
            if (entry == 0L || ((entry shr 32).toInt() == hash && isPiece(entry.toInt() - 1, text, start, size))) return slot
            slot = slot + 1 and slots.size - 1
        }
    }

    fun find(text: ByteArray, start: Int, size: Int): Int = if (size > vocabulary.longest) -1 else find(text, start, size, hash(text, start, size))

    private fun isPiece(id: Int, text: ByteArray, start: Int, size: Int): Boolean {
        val from = vocabulary.start(id)
        if (vocabulary.end(id) - from != size) return false
        for (i in 0 until size) if (vocabulary.bytes[from + i] != text[start + i]) return false
        return true
    }

    private companion object {
        const val MULTIPLIER = 520106191

        /** 2^32 divided by the golden ratio. */
        const val SPREAD = -0x61c88647
    }
}
