package dev.litert.sdkgen.runtime

/**
 * Pieces by their bytes, found byte by byte from any place of a text: a trie whose edges stand in one hash table.
 * It is built in the time that reading the pieces takes, which a double array is not, and is nearly as small.
 *
 * A node is the slot of the edge that leads to it. A state is twice its node, plus 1 if a piece ends there; it is negative where no piece
 * goes on.
 *
 * @param pieces how many pieces there will be, about
 */
internal class SentencePieceTrie(pieces: Int = 16) {
    /** In each used slot twice the key of an edge, which is the node it leaves and its byte, plus 1 if a piece ends behind it. */
    private var edges = IntArray(Integer.highestOneBit(pieces.coerceIn(16, MAX_SLOTS / 4)) * 4)
    private var shift = Integer.numberOfLeadingZeros(edges.size) + 1

    /** The piece that ends at each node. */
    private var values = IntArray(edges.size)

    /** The nodes as they were made, each behind the one that leads to it. */
    private val nodes = IntList(edges.size / 4)

    /** The states behind the first byte. */
    private val firstStates = IntArray(256) { -1 }

    init {
        reserve()
    }

    /**
     * Adds a piece of at least one byte; false if it is there already.
     *
     * @throws ModelMismatchException if there are millions of pieces
     */
    fun add(bytes: ByteArray, start: Int, end: Int, value: Int): Boolean {
        if (nodes.size + end - start > edges.size / 8 * 5) grow(nodes.size + end - start)
        var node = ROOT
        for (i in start until end) node = (if (node == ROOT) first(bytes[i]) else next(node shl 1, bytes[i])).let { if (it < 0) addNode(node, bytes[i]) else it ushr 1 }
        if (edges[node] and 1 != 0) return false
        edges[node] = edges[node] or 1
        values[node] = value
        if (end - start == 1) firstStates[bytes[start].toInt() and 0xFF] = node shl 1 or 1
        return true
    }

    /** The state after [byte] at the beginning. */
    fun first(byte: Byte): Int = firstStates[byte.toInt() and 0xFF]

    /** The state after one more [byte]. */
    fun next(state: Int, byte: Byte): Int {
        val key = key(state ushr 1, byte)
        var slot = slotOf(key)
        while (true) {
            val edge = edges[slot]
            if (edge ushr 1 == key) return slot shl 1 or (edge and 1)
            if (edge == 0) return -1
            slot = slot + 1 and edges.size - 1
        }
    }

    fun isPiece(state: Int): Boolean = state and 1 != 0

    /** The value of the piece that ends at [state]. */
    fun value(state: Int): Int = values[state ushr 1]

    /** Length of the longest piece at [at], or 0. As sentencepiece does, it looks at the first [MAX_MATCHES] only, the shortest. */
    fun longestMatch(text: ByteArray, at: Int, end: Int): Int {
        var longest = 0
        var matches = 0
        var state = first(text[at])
        var i = at + 1
        while (state >= 0) {
            if (isPiece(state)) {
                longest = i - at
                if (++matches == MAX_MATCHES) break
            }
            if (i == end) break
            state = next(state, text[i++])
        }
        return longest
    }

    private fun addNode(parent: Int, byte: Byte): Int {
        val node = insert(key(parent, byte))
        nodes.add(node)
        if (parent == ROOT) firstStates[byte.toInt() and 0xFF] = node shl 1
        return node
    }

    private fun insert(key: Int): Int {
        var slot = slotOf(key)
        while (edges[slot] != 0) slot = slot + 1 and edges.size - 1
        edges[slot] = key shl 1
        return slot
    }

    /** Makes room for [needed] nodes; all of them get other numbers. */
    private fun grow(needed: Int) {
        val oldEdges = edges
        val oldValues = values
        while (needed > edges.size / 8 * 5) {
            if (edges.size == MAX_SLOTS) throw ModelMismatchException("SentencePiece model: expected at most $MAX_SLOTS different beginnings of pieces but there are more")
            edges = IntArray(edges.size * 2)
            shift--
        }
        values = IntArray(edges.size)
        reserve()
        val moved = IntArray(oldEdges.size).also { it[ROOT] = ROOT }
        for (i in 0 until nodes.size) {
            val old = nodes[i]
            val edge = oldEdges[old]
            val node = insert(key(moved[edge ushr 9], (edge ushr 1).toByte()))
            edges[node] = edges[node] or (edge and 1)
            values[node] = oldValues[old]
            moved[old] = node
            nodes[i] = node
        }
        for (byte in firstStates.indices) firstStates[byte].let { if (it >= 0) firstStates[byte] = moved[it ushr 1] shl 1 or (it and 1) }
    }

    /** Keeps the slots up to the root free of edges: thus no key is 0, which means a free slot. */
    private fun reserve() {
        for (slot in 0..ROOT) edges[slot] = -1
    }

    private fun key(node: Int, byte: Byte): Int = node shl 8 or (byte.toInt() and 0xFF)

    private fun slotOf(key: Int): Int = key * SPREAD ushr shift

    private companion object {
        const val ROOT = 1

        /** Then a node, a byte and a bit still fit into an edge. */
        const val MAX_SLOTS = 1 shl 22

        /** `kResultSize` of sentencepiece's `PrefixMatcher`. */
        const val MAX_MATCHES = 64

        /** 2^32 divided by the golden ratio. */
        const val SPREAD = -0x61c88647
    }
}
