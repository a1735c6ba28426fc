package dev.litert.sdkgen.runtime

/** Sequences of chars or bytes with a number each, found from their beginnings. Nodes are numbers; [ROOT] is the empty sequence. */
internal class PrefixTree {
    /** `(node shl 16 or unit) + 1` of each edge, with open addressing, 0 where there is none; at most half full. Beside it, where it leads. */
    private var edges = LongArray(64)
    private var targets = IntArray(64)
    private val values = IntList().apply { add(NONE) }

    /** Sets the [value] of a sequence of [length] units (0 to 65535); the last one wins. */
    inline fun add(length: Int, value: Int, unit: (Int) -> Int) {
        var node = ROOT
        for (i in 0 until length) node = childOrNew(node, unit(i))
        values[node] = value
    }

    /** The node one [unit] further, or [NONE]. */
    fun child(node: Int, unit: Int): Int = slot(key(node, unit)).let { if (edges[it] == 0L) NONE else targets[it] }

    /** The value of the sequence that ends at [node], or [NONE]. */
    fun value(node: Int): Int = values[node]

    fun childOrNew(node: Int, unit: Int): Int {
        val key = key(node, unit)
        var slot = slot(key)
        if (edges[slot] == key) return targets[slot]
        if (values.size * 2 > edges.size) {
            grow()
            slot = slot(key)
        }
        edges[slot] = key
        targets[slot] = values.size
        values.add(NONE)
        return targets[slot]
    }

    private fun grow() {
        val edges = edges
        val targets = targets
        this.edges = LongArray(edges.size * 2)
        this.targets = IntArray(edges.size * 2)
        for (i in edges.indices) {
            if (edges[i] == 0L) continue
            val slot = slot(edges[i])
            this.edges[slot] = edges[i]
            this.targets[slot] = targets[i]
        }
    }

    private fun key(node: Int, unit: Int): Long = (node.toLong() shl 16 or unit.toLong()) + 1

    private fun slot(key: Long): Int {
        val hash = key * MIX
        var slot = (hash ushr 32).toInt() and edges.size - 1
        while (edges[slot] != 0L && edges[slot] != key) slot = slot + 1 and edges.size - 1
        return slot
    }

    companion object {
        const val ROOT = 0
        const val NONE = -1

        /** 2^64 divided by the golden ratio: neighbours end far from each other. */
        private const val MIX = -7046029254386353131L
    }
}
