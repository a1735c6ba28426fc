package dev.litert.sdkgen.runtime

/**
 * SentencePiece's unigram algorithm: of all ways to split a text the one with the highest sum of scores, in float32 and with ties decided
 * as `EncodeOptimized` of sentencepiece 0.2.3 does it.
 *
 * @throws ModelMismatchException if a piece is there twice, a score is not finite, or no piece could ever be found
 */
internal class SentencePieceUnigram(model: SentencePieceModel) : SentencePieceSegmenter {
    private val unknown = model.unknown
    private val unknownScore: Float
    private val trie: SentencePieceTrie

    /** Scores of the pieces that are in use, by id. */
    private val scores: FloatArray

    private val isUnused: BooleanArray

    init {
        val vocabulary = model.vocabulary
        val builder = SentencePieceTrieBuilder(vocabulary.size)
        var lowest = Float.MAX_VALUE
        var pieces = 0
        scores = FloatArray(vocabulary.size)
        isUnused = BooleanArray(vocabulary.size)
        for (id in 0 until vocabulary.size) {
            val score = vocabulary.score(id)
            if (score.isNaN() || score.isInfinite()) model.fail("scores that are numbers but that of piece $id was $score")
            if (vocabulary.type(id) == SentencePieceVocabulary.NORMAL) lowest = minOf(lowest, score)
            if (!vocabulary.isText(id) || vocabulary.isIgnored(id)) continue
            if (!builder.add(vocabulary.bytes, vocabulary.start(id), vocabulary.end(id), id)) model.failTwice(id)
            pieces++
            isUnused[id] = vocabulary.type(id) == SentencePieceVocabulary.UNUSED
            // A long user-defined symbol is preferred to several short ones, and all of them to anything else.
            val length = vocabulary.end(id) - vocabulary.start(id)
            scores[id] = if (vocabulary.type(id) == SentencePieceVocabulary.USER_DEFINED) (0.1 * (length - 1)).toFloat() else score
        }
        if (pieces == 0) model.fail("pieces of text but there are none among ${vocabulary.size}")
        trie = builder.build()
        unknownScore = lowest - UNKNOWN_PENALTY
    }

    override fun segment(text: ByteArray, size: Int, out: SentencePieceIds): Unit = Search(text, size, out).run()

    /**
     * One text's search, from left to right. Where no piece reaches over a place, all before it is settled: so only the best paths from the last
     * such place on are kept, which in most texts is a word.
     */
    private inner class Search(private val text: ByteArray, private val size: Int, private val out: SentencePieceIds) {
        /** The place that index 0 of the arrays means. */
        private var base = 0

        // For each place, the best path to it: its score, where its last piece starts (an index, or -1 if there is no path), and that piece.
        private var score = FloatArray(INITIAL)
        private var start = IntArray(INITIAL) { -1 }
        private var piece = IntArray(INITIAL)

        /** The last place that a path leads to. */
        private var frontier = 0

        fun run() {
            var at = 0
            while (at < size) {
                if (at == frontier) settle(at)
                val character = minOf(SentencePieceBuffer.characterLength(text[at]), size - at)
                extend(at, character)
                at += character
            }
            settle(size)
        }

        /** Goes on from the best path to [at], where a character of that many bytes stands. */
        private fun extend(at: Int, character: Int) {
            var pathScore = score[at - base]
            if (pathScore < -RESET || pathScore > RESET) {
                reset(at)
                pathScore = 0f
            }
            var hasCharacter = false
            var state = trie.first(text[at])
            var end = at + 1
            while (state >= 0) {
                if (trie.isPiece(state)) {
                    val id = trie.value(state)
                    if (!isUnused[id]) {
                        offer(at, end, id, scores[id] + pathScore)
                        if (end - at == character) hasCharacter = true
                    }
                }
                if (end == size) break
                state = trie.next(state, text[end++])
            }
            if (!hasCharacter) offer(at, at + character, unknown, unknownScore + pathScore)
        }

        /** Takes a path to [end] if it is better than the one there is. */
        private fun offer(from: Int, end: Int, id: Int, pathScore: Float) {
            if (end > frontier) {
                frontier = end
                if (end - base >= score.size) grow(end - base)
            }
            val place = end - base
            if (start[place] < 0 || pathScore > score[place]) {
                score[place] = pathScore
                start[place] = from - base
                piece[place] = id
            }
        }

        /** Keeps sums small, so that a very long text loses no precision. */
        private fun reset(at: Int) {
            val offset = score[at - base]
            for (i in at - base..frontier - base) if (i == at - base || start[i] >= 0) score[i] -= offset
        }

        /** Tells the best path from the base to [at], and makes that place the base. */
        private fun settle(at: Int) {
            var end = at - base
            val finalScore = score[end]
            var next = 0
            while (end > 0) { // turns the chain around
                val from = start[end]
                start[end] = next
                next = end
                end = from
            }
            while (next > 0) {
                out.add(text, base + end, base + next, piece[next])
                end = next
                next = start[next]
            }
            start.fill(-1, 0, at - base + 1)
            score[0] = finalScore
            base = at
        }

        private fun grow(needed: Int) {
            val capacity = maxOf(needed + 1, score.size * 2)
            val old = start.size
            score = score.copyOf(capacity)
            piece = piece.copyOf(capacity)
            start = start.copyOf(capacity).also { it.fill(-1, old, capacity) }
        }
    }

    private companion object {
        const val INITIAL = 64

        /** `kUnkPenalty` */
        const val UNKNOWN_PENALTY = 10f

        /** `kScoreResetThreshold` */
        const val RESET = 100000f
    }
}
