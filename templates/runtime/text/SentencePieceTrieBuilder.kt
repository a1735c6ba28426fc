package dev.litert.sdkgen.runtime

/**
 * Collects the pieces of a [SentencePieceTrie], in any order and in little more time than it takes to read them: the edges stand in a hash
 * table. Node 0 is the root; the others count in the order in which they are made, each behind its parent.
 *
 * @param pieces how many pieces there will be, about
 */
internal class SentencePieceTrieBuilder(pieces: Int = 16) {
    /** Node + 1 of the edge in each used slot. */
    private var slots = IntArray(Integer.highestOneBit(pieces.coerceIn(16, 1 shl 20)) * 4)
    private var shift = Integer.numberOfLeadingZeros(slots.size) + 1

    /** The edge that leads to each node: its parent, and a byte. */
    private val keys = IntList(slots.size / 4)

    /** The piece that ends at each node, or -1. */
    private val values = IntList(slots.size / 4)

    init {
        keys.add(0)
        values.add(-1)
    }

    /**
     * Adds a piece of at least one byte; false if it is there already.
     *
     * @throws ModelMismatchException if there are millions of pieces
     */
    fun add(bytes: ByteArray, start: Int, end: Int, value: Int): Boolean {
        var node = 0
        for (i in start until end) node = child(node, bytes[i])
        if (values[node] >= 0) return false
        values[node] = value
        return true
    }

    fun build(): SentencePieceTrie = SentencePieceTrie(keys, values)

    private fun child(parent: Int, byte: Byte): Int {
        val key = parent shl 8 or (byte.toInt() and 0xFF)
        var slot = key * SPREAD ushr shift
        while (slots[slot] != 0) {
            if (keys[slots[slot] - 1] == key) return slots[slot] - 1
            slot = slot + 1 and slots.size - 1
        }
        val node = keys.size
        if (node == MAX_NODES) throw ModelMismatchException("SentencePiece model: expected at most $MAX_NODES beginnings of pieces but there are more")
        keys.add(key)
        values.add(-1)
        slots[slot] = node + 1
        if (node * 2 > slots.size) rehash()
        return node
    }

    private fun rehash() {
        slots = IntArray(slots.size * 2)
        shift--
        for (node in 1 until keys.size) {
            var slot = keys[node] * SPREAD ushr shift
            while (slots[slot] != 0) slot = slot + 1 and slots.size - 1
            slots[slot] = node + 1
        }
    }

    private companion object {
        /** Then a node and a byte still fit into an Int. */
        const val MAX_NODES = 1 shl 23

        /** 2^32 divided by the golden ratio. */
        const val SPREAD = -0x61c88647
    }
}
