package dev.litert.sdkgen.runtime

/**
 * The tokens of a vocabulary, found by parts of a character array without making strings of them.
 * The id of a token is its place in [tokens]; of a token that stands there twice, the last place.
 *
 * @param suffixIndicator what stands before every piece but the first of a word (`##`)
 */
internal class WordPieceVocabulary(private val tokens: List<String>, private val suffixIndicator: String) {
    /** Id + 1 by the token's hash, with open addressing; at most half full. */
    private val slots = IntArray(maxOf(2, Integer.highestOneBit(maxOf(1, tokens.size)) * 4))
    private val suffixHash = suffixIndicator.hashCode()

    /** Length of the longest token in chars: no longer part of a word needs looking up. */
    private val longest = tokens.maxOfOrNull { it.length } ?: 0

    init {
        for (id in tokens.indices) slots[slotOf(tokens[id])] = id + 1
    }

    /** Id of [token], or -1. */
    fun id(token: String): Int = slots[slotOf(token)] - 1

    private fun slotOf(token: String): Int {
        var slot = firstSlot(token.hashCode())
        while (slots[slot] != 0 && tokens[slots[slot] - 1] != token) slot = slot + 1 and slots.size - 1
        return slot
    }

    /**
     * Appends the pieces of the word `word[0 until length]` to [ids]: at each place the longest token that fits.
     *
     * @param hashes scratch memory, at least as long as the word
     * @return false, with [ids] as before, if at some place no token fits
     */
    fun addPieces(word: CharArray, length: Int, hashes: IntArray, ids: IntList): Boolean {
        val before = ids.size
        var start = 0
        while (start < length) {
            // A prefix's hash is that of String.hashCode(), which grows from one char to the next.
            val limit = minOf(length, start + longest)
            var hash = if (start > 0) suffixHash else 0
            for (i in start until limit) {
                hash = 31 * hash + word[i].code
                hashes[i] = hash
            }
            var end = limit
            var id = -1
            while (end > start) {
                id = find(hashes[end - 1], word, start, end)
                if (id >= 0) break
                end--
            }
            if (id < 0) {
                ids.truncate(before)
                return false
            }
            ids.add(id)
            start = end
        }
        return true
    }

    private fun find(hash: Int, word: CharArray, start: Int, end: Int): Int {
        var slot = firstSlot(hash)
        while (slots[slot] != 0) {
            val id = slots[slot] - 1
            if (isPiece(tokens[id], word, start, end)) return id
            slot = slot + 1 and slots.size - 1
        }
        return -1
    }

    private fun isPiece(token: String, word: CharArray, start: Int, end: Int): Boolean {
        val indicated = if (start > 0) suffixIndicator.length else 0
        if (token.length != indicated + end - start || (indicated > 0 && !token.startsWith(suffixIndicator))) return false
        for (i in start until end) if (token[indicated + i - start] != word[i]) return false
        return true
    }

    private fun firstSlot(hash: Int): Int = (hash xor (hash ushr 16)) and slots.size - 1
}
