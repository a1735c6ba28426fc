package dev.litert.sdkgen.runtime

/** Merges long sequences: a queue of all pairs that have a rule (a binary heap), and the tokens as a linked list. Memory stays for the next one. */
internal class BytePairQueue(private val merges: BytePairMerges) {
    private lateinit var tokens: IntArray

    /** Rank of the pair that begins at each token; -1 if it has no rule, or the token is no more. */
    private var ranks = IntArray(0)
    private var next = IntArray(0)
    private var previous = IntArray(0)

    /** `rank shl 32 or place`: the smallest is the pair to merge next. A pair that is no more has another rank by now. */
    private var heap = LongArray(0)
    private var heapSize = 0

    /** Merges `tokens[0 until size]` in place; returns how many are left. */
    fun merge(tokens: IntArray, size: Int): Int {
        this.tokens = tokens
        reserve(size)
        heapSize = 0
        for (i in 0 until size) {
            previous[i] = i - 1
            next[i] = if (i + 1 < size) i + 1 else -1
            ranks[i] = if (i + 1 < size) merges.rank(tokens[i], tokens[i + 1]) else -1
            if (ranks[i] >= 0) heap[heapSize++] = entry(i)
        }
        for (i in heapSize / 2 - 1 downTo 0) sink(i)
        while (heapSize > 0) {
            val top = heap[0]
            heap[0] = heap[--heapSize]
            sink(0)
            val place = top.toInt()
            if (ranks[place] == (top ushr 32).toInt()) mergeAt(place)
        }
        var left = 0
        var at = 0
        while (at >= 0) {
            tokens[left++] = tokens[at]
            at = next[at]
        }
        return left
    }

    private fun mergeAt(place: Int) {
        tokens[place] = merges.merged(ranks[place])
        val gone = next[place]
        ranks[gone] = -1
        next[place] = next[gone]
        if (next[gone] >= 0) previous[next[gone]] = place
        update(place)
        if (previous[place] >= 0) update(previous[place])
    }

    private fun update(place: Int) {
        ranks[place] = if (next[place] < 0) -1 else merges.rank(tokens[place], tokens[next[place]])
        if (ranks[place] < 0) return
        if (heapSize == heap.size) heap = heap.copyOf(heapSize * 2)
        var at = heapSize++
        val entry = entry(place)
        while (at > 0 && heap[(at - 1) / 2] > entry) {
            heap[at] = heap[(at - 1) / 2]
            at = (at - 1) / 2
        }
        heap[at] = entry
    }

    private fun entry(place: Int): Long = ranks[place].toLong() shl 32 or place.toLong()

    private fun sink(start: Int) {
        if (start >= heapSize) return
        val entry = heap[start]
        var at = start
        while (true) {
            var child = at * 2 + 1
            if (child >= heapSize) break
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) child++
            if (heap[child] >= entry) break
            heap[at] = heap[child]
            at = child
        }
        heap[at] = entry
    }

    private fun reserve(size: Int) {
        if (ranks.size >= size) return
        ranks = IntArray(size)
        next = IntArray(size)
        previous = IntArray(size)
        heap = LongArray(size)
    }
}
