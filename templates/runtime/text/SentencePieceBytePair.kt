package dev.litert.sdkgen.runtime

/**
 * SentencePiece's byte pair encoding: of all neighbours that make up a piece, those with the highest score are merged first, and of equal
 * ones the leftmost. User-defined symbols are never merged.
 *
 * @throws ModelMismatchException if a piece is there twice
 */
internal class SentencePieceBytePair(private val model: SentencePieceModel, private val symbols: SentencePieceTrie?) : SentencePieceSegmenter {
    private val vocabulary = model.vocabulary
    private val index = SentencePieceIndex(model)

    /** Ascending order of merging, by id: the scores in reverse, as integers of the same order. */
    private val order = IntArray(vocabulary.size) { id -> vocabulary.score(id).toRawBits().let { it xor (it shr 31 and Int.MAX_VALUE) }.inv() }

    private val hasUnused = (0 until vocabulary.size).any { vocabulary.type(it) == SentencePieceVocabulary.UNUSED && !vocabulary.isIgnored(it) }

    /** Whether nothing is ever merged over the border in front of a `▁` behind another character: then words are split one by one, which is faster. */
    private val splitsWords = !hasUnused && (0 until vocabulary.size).none { vocabulary.isText(it) && hasInnerSpace(it) }

    private fun hasInnerSpace(id: Int): Boolean {
        val space = SentencePieceNormalizer.SPACE_SYMBOL
        val end = vocabulary.end(id)
        var i = vocabulary.start(id)
        while (SentencePieceBuffer.startsWith(vocabulary.bytes, i, end, space)) i += space.size
        while (i < end) if (SentencePieceBuffer.startsWith(vocabulary.bytes, i++, end, space)) return true
        return false
    }

    override fun segment(text: ByteArray, size: Int, out: SentencePieceIds): Unit = Merging(text, size, out).run()

    private inner class Merging(private val text: ByteArray, private val size: Int, private val out: SentencePieceIds) {
        // Parts of the text: where each begins, its bytes (0 if it was merged into its left neighbour), its hash, its id if it came from a merge.
        private var starts = IntArray(INITIAL)
        private var sizes = IntArray(INITIAL)
        private var hashes = IntArray(INITIAL)
        private var ids = IntArray(INITIAL)

        // Neighbours, -1 where there is none to merge with.
        private var previous = IntArray(INITIAL)
        private var next = IntArray(INITIAL)
        private var count = 0

        private val heap = SentencePieceHeap()

        /** Sizes of the left parts of merged pieces that are UNUSED, by id. */
        private var leftSizes: HashMap<Int, Int>? = null

        fun run() {
            var at = 0
            while (at < size) {
                at = readParts(at)
                merge()
                for (part in 0 until count) if (sizes[part] > 0) tell(starts[part], sizes[part], ids[part], 0)
            }
        }

        /** Takes parts from [from] on, until the next word if words are split one by one; returns where it ended. */
        private fun readParts(from: Int): Int {
            count = 0
            var at = from
            var follows = false // whether the part before may be merged with the next one
            while (at < size) {
                val symbol = symbols?.longestMatch(text, at, size) ?: 0
                val length = if (symbol > 0) symbol else minOf(size - at, SentencePieceBuffer.characterLength(text[at]))
                if (splitsWords && at > from && isSpace(at) && !isSpace(at - SentencePieceNormalizer.SPACE_SYMBOL.size)) break
                addPart(at, length, isLinked = follows && symbol == 0)
                follows = symbol == 0
                at += length
            }
            return at
        }

        private fun isSpace(at: Int): Boolean = at >= 0 && SentencePieceBuffer.startsWith(text, at, size, SentencePieceNormalizer.SPACE_SYMBOL)

        private fun addPart(at: Int, length: Int, isLinked: Boolean) {
            if (count == starts.size) grow()
            starts[count] = at
            sizes[count] = length
            hashes[count] = index.hash(text, at, length)
            ids[count] = -1
            previous[count] = if (isLinked) count - 1 else -1
            next[count] = -1
            if (isLinked) next[count - 1] = count
            count++
        }

        private fun merge() {
            for (part in 1 until count) if (previous[part] >= 0) offer(part - 1, part)
            while (heap.poll()) {
                val left = heap.part
                val right = next[left]
                // Stale if one of the two is another than it was. What has become part of its left neighbour has no bytes.
                if (right < 0 || sizes[left] == 0 || sizes[left] + sizes[right] != vocabulary.end(heap.id) - vocabulary.start(heap.id)) continue
                hashes[left] = index.joined(hashes[left], hashes[right], sizes[right])
                sizes[left] += sizes[right]
                ids[left] = heap.id
                sizes[right] = 0
                next[left] = next[right]
                if (next[right] >= 0) previous[next[right]] = left
                if (previous[left] >= 0) offer(previous[left], left)
                if (next[left] >= 0) offer(left, next[left])
            }
        }

        private fun offer(left: Int, right: Int) {
            val size = sizes[left] + sizes[right]
            if (size > vocabulary.longest) return
            val id = index.find(text, starts[left], size, index.joined(hashes[left], hashes[right], sizes[right]))
            if (id < 0) return
            heap.add(order[id], left, id)
            if (hasUnused && vocabulary.type(id) == SentencePieceVocabulary.UNUSED) {
                (leftSizes ?: HashMap<Int, Int>().also { leftSizes = it })[id] = sizes[left]
            }
        }

        /** Tells a part's piece; an UNUSED one is taken apart again, into what it was merged from. */
        private fun tell(start: Int, size: Int, knownId: Int, depth: Int) {
            val id = if (knownId >= 0) knownId else index.find(text, start, size)
            if (id < 0 || vocabulary.type(id) != SentencePieceVocabulary.UNUSED || depth > MAX_DEPTH) {
                return out.add(text, start, start + size, if (id < 0) model.unknown else id)
            }
            val left = leftSizes?.get(id) ?: return out.add(text, start, start + size, model.unknown)
            tell(start, left, -1, depth + 1)
            tell(start + left, size - left, -1, depth + 1)
        }

        private fun grow() {
            val capacity = count * 2
            starts = starts.copyOf(capacity)
            sizes = sizes.copyOf(capacity)
            hashes = hashes.copyOf(capacity)
            ids = ids.copyOf(capacity)
            previous = previous.copyOf(capacity)
            next = next.copyOf(capacity)
        }
    }

    private companion object {
        const val INITIAL = 32

        /** `kMaxBpeResegmentDepth` */
        const val MAX_DEPTH = 100
    }
}
