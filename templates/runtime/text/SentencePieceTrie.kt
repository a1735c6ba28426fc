package dev.litert.sdkgen.runtime

/**
 * Pieces by their bytes, found byte by byte from any place of a text: a trie whose edges stand in one hash table.
 * It is built in the time that reading the pieces takes, which a double array is not.
 */
internal class SentencePieceTrie {
    /** An edge in each used slot: the node it leaves and its byte, plus 1, then [TARGET_BITS] bits of [target]. Half empty at least. */
    private var edges = LongArray(1024)
    private var shift = Long.SIZE_BITS - 10
    private var nodes = 1
    private var values = IntArray(512) { NONE }

    /** Adds a piece; false if it is there already. */
    fun add(bytes: ByteArray, start: Int, end: Int, value: Int): Boolean {
        var node = ROOT
        for (i in start until end) node = next(node, bytes[i]).let { if (it < 0) addEdge(node, bytes[i]) else it }
        if (values[node] != NONE) return false
        values[node] = value
        return true
    }

    /** The node that [byte] leads to, or -1. */
    fun next(node: Int, byte: Byte): Int {
        val key = key(node, byte)
        var slot = slotOf(key)
        while (true) {
            val edge = edges[slot]
            if (edge ushr TARGET_BITS == key) return (edge and TARGET_MASK).toInt()
            if (edge == 0L) return -1
            slot = slot + 1 and edges.size - 1
        }
    }

    /** The value of the piece that ends at [node], or [NONE]. */
    fun value(node: Int): Int = values[node]

    /** Length of the longest piece at [at], or 0. As sentencepiece does, it looks at the first [MAX_MATCHES] only, the shortest. */
    fun longestMatch(text: ByteArray, at: Int, end: Int): Int {
        var node = ROOT
        var longest = 0
        var matches = 0
        for (i in at until end) {
            node = next(node, text[i])
            if (node < 0) break
            if (values[node] == NONE) continue
            longest = i + 1 - at
            if (++matches == MAX_MATCHES) break
        }
        return longest
    }

    private fun addEdge(node: Int, byte: Byte): Int {
        if (nodes * 2 > edges.size) rehash()
        if (nodes == values.size) values = values.copyOf(nodes * 2).also { it.fill(NONE, nodes, nodes * 2) }
        insert(key(node, byte) shl TARGET_BITS or nodes.toLong())
        return nodes++
    }

    private fun rehash() {
        val old = edges
        edges = LongArray(old.size * 2)
        shift--
        for (edge in old) if (edge != 0L) insert(edge)
    }

    private fun insert(edge: Long) {
        var slot = slotOf(edge ushr TARGET_BITS)
        while (edges[slot] != 0L) slot = slot + 1 and edges.size - 1
        edges[slot] = edge
    }

    private fun key(node: Int, byte: Byte): Long = (node.toLong() shl 8 or (byte.toLong() and 0xFF)) + 1

    private fun slotOf(key: Long): Int = (key * SPREAD ushr shift).toInt()

    companion object {
        const val ROOT = 0
        const val NONE = -1

        /** `kResultSize` of sentencepiece's `PrefixMatcher`. */
        private const val MAX_MATCHES = 64

        /** Enough for 2^28 nodes, which is more than the bytes of any model. */
        private const val TARGET_BITS = 28
        private const val TARGET_MASK = (1L shl TARGET_BITS) - 1

        /** 2^64 divided by the golden ratio. */
        private const val SPREAD = -0x61c8864680b583ebL
    }
}
