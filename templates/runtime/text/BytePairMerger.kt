package dev.litert.sdkgen.runtime

/**
 * One call's memory: spells words in bytes and merges pairs, always the pair of the lowest rank, the leftmost of several.
 * Appends the tokens to [ids] until these are [limit].
 *
 * KerasHub hands whole documents over as one word. These are cut where no rule can ever join (see [BytePairMerges.canJoin]), which
 * changes nothing but the time; what remains in one piece is merged with a queue, in time nearly linear in its length.
 */
internal class BytePairMerger(private val merges: BytePairMerges, private val endsWords: Boolean, private val ids: IntList, private val limit: Int) {
    private var tokens = IntArray(64)
    private var size = 0
    private var lastSymbol = 0

    /** Of the pair that begins at each token, or [NONE]; only while merging. */
    private val ranks = IntArray(FEW)
    private val queue by lazy(LazyThreadSafetyMode.NONE) { BytePairQueue(merges) }

    val isDone: Boolean get() = ids.size >= limit

    /** The tokens of [text] from [start] until [end], which is a word: not empty, without lone surrogates. */
    fun addWord(text: String, start: Int, end: Int) {
        var i = start
        while (i < end && !isDone) {
            val char = text[i++].code
            val ending = if (endsWords && i == end) BytePairMerges.BYTES else 0
            when {
                char < 0x80 -> addByte(char + ending)
                char < 0x800 -> {
                    addByte(0xC0 or (char shr 6))
                    addByte((char and 0x3F or 0x80) + ending)
                }
                char in 0xD800..0xDBFF -> {
                    val codePoint = text.codePointAt(i - 1)
                    addByte(0xF0 or (codePoint shr 18))
                    addByte(codePoint shr 12 and 0x3F or 0x80)
                    addByte(codePoint shr 6 and 0x3F or 0x80)
                    i++
                    addByte((codePoint and 0x3F or 0x80) + if (endsWords && i == end) BytePairMerges.BYTES else 0)
                }
                else -> {
                    addByte(0xE0 or (char shr 12))
                    addByte(char shr 6 and 0x3F or 0x80)
                    addByte((char and 0x3F or 0x80) + ending)
                }
            }
        }
        merge()
    }

    private fun addByte(symbol: Int) {
        val known = merges.token(symbol) >= 0
        if (!known && merges.token(BytePairMerges.UNKNOWN) < 0) return // KerasHub drops it, and its neighbours become neighbours
        val used = if (known) symbol else BytePairMerges.UNKNOWN
        if (size > 0 && !merges.canJoin(lastSymbol, used)) merge()
        if (size == tokens.size) tokens = tokens.copyOf(size * 2)
        tokens[size++] = merges.token(used)
        lastSymbol = used
    }

    private fun merge() {
        size = if (size > FEW) queue.merge(tokens, size) else mergeFew()
        for (i in 0 until size) ids.add(tokens[i])
        size = 0
    }

    /** Looks at all pairs for each merge: faster than a queue while they are few. */
    private fun mergeFew(): Int {
        var size = size
        for (i in 0 until size - 1) ranks[i] = rank(i)
        while (size > 1) {
            var best = 0
            for (i in 1 until size - 1) if (ranks[i] < ranks[best]) best = i
            if (ranks[best] == NONE) break
            tokens[best] = merges.merged(ranks[best])
            size--
            tokens.copyInto(tokens, best + 1, best + 2, size + 1)
            ranks.copyInto(ranks, best + 1, minOf(best + 2, size), size)
            if (best < size - 1) ranks[best] = rank(best)
            if (best > 0) ranks[best - 1] = rank(best - 1)
        }
        return size
    }

    private fun rank(at: Int): Int = merges.rank(tokens[at], tokens[at + 1]).let { if (it < 0) NONE else it }

    private companion object {
        const val NONE = Int.MAX_VALUE

        /** Number of tokens up to which looking at all of them is faster. */
        const val FEW = 48
    }
}
