package dev.litert.sdkgen.runtime

/**
 * Pieces by their bytes, found byte by byte from any place of a text: a double array, in which each step is one comparison. A state is an
 * index into it, or negative where no piece goes on.
 *
 * @param keys for each node of the trie, behind its parent: 256 times the parent, plus the byte that leads from there
 * @param values the piece that ends at each node, or -1
 */
internal class SentencePieceTrie(keys: IntList, values: IntList) {
    /** In each unit its parent's state (-1 in a free one), then the place of its children without their bytes, and whether a piece ends here. */
    private var units = LongArray(0)

    /** The piece that ends at each state, or -1. */
    private var values = IntArray(0)

    /** No unit below is free, or it is given up. The first bytes' units stay free, which are where nodes without children look. */
    private var firstFree = 256

    /** The states behind the first byte. */
    private val firstStates: IntArray

    init {
        resize(maxOf(1024, keys.size + keys.size / 16))
        // The children of each node, one after the other: those of node n are children[starts[n] until starts[n + 1]].
        val starts = IntArray(keys.size + 1)
        for (node in 1 until keys.size) starts[(keys[node] ushr 8) + 1]++
        for (node in 0 until keys.size) starts[node + 1] += starts[node]
        val children = IntArray(keys.size)
        val filled = starts.copyOf()
        for (node in 1 until keys.size) children[filled[keys[node] ushr 8]++] = node
        val states = IntArray(keys.size)
        occupy(0, ROOT_PARENT, values[0])
        for (node in 0 until keys.size) {
            if (starts[node] == starts[node + 1]) continue
            val base = findBase(keys, children, starts[node], starts[node + 1])
            for (i in starts[node] until starts[node + 1]) {
                val child = children[i]
                states[child] = base + (keys[child] and 0xFF)
                occupy(states[child], states[node], values[child])
            }
            units[states[node]] = units[states[node]] or (base.toLong() shl 1)
        }
        firstStates = IntArray(256) { next(0, it.toByte()) }
    }

    /** The state after [byte] at the beginning. */
    fun first(byte: Byte): Int = firstStates[byte.toInt() and 0xFF]

    /** The state after one more [byte]. */
    fun next(state: Int, byte: Byte): Int {
        val next = (units[state].toInt() ushr 1) + (byte.toInt() and 0xFF)
        return if ((units[next] shr 32).toInt() == state) next else -1
    }

    fun isPiece(state: Int): Boolean = units[state] and 1L != 0L

    /** The value of the piece that ends at [state]. */
    fun value(state: Int): Int = values[state]

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

    /** A place at which all children of a node find free units. */
    private fun findBase(keys: IntList, children: IntArray, from: Int, until: Int): Int {
        while (!isFree(firstFree)) firstFree++
        var lowest = 0xFF
        for (i in from until until) lowest = minOf(lowest, keys[children[i]] and 0xFF)
        var place = firstFree
        var attempts = 0
        while (true) {
            val base = place - lowest
            var i = from
            while (i < until && isFree(base + (keys[children[i]] and 0xFF))) i++
            if (i == until) return base
            if (++attempts == MAX_ATTEMPTS) firstFree = place // gaps that hardly anything fits into would cost ever more time
            do place++ while (!isFree(place))
        }
    }

    private fun isFree(state: Int): Boolean {
        if (state + 256 >= units.size) resize(units.size * 2)
        return units[state] == FREE
    }

    private fun occupy(state: Int, parent: Int, value: Int) {
        units[state] = parent.toLong() shl 32 or (if (value >= 0) 1 else 0)
        values[state] = value
    }

    private fun resize(size: Int) {
        val old = units.size
        units = units.copyOf(size).also { it.fill(FREE, old, size) }
        values = values.copyOf(size)
    }

    private companion object {
        /** Of no state. */
        const val ROOT_PARENT = -2
        const val FREE = -1L shl 32

        /** How many places are tried for a node before those in front are given up. */
        const val MAX_ATTEMPTS = 64

        /** `kResultSize` of sentencepiece's `PrefixMatcher`. */
        const val MAX_MATCHES = 64
    }
}
