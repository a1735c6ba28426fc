package dev.litert.sdkgen.runtime

import java.nio.ByteBuffer
import java.nio.ByteOrder

/**
 * Which pairs of tokens merge, in which order, into which token; and which token each byte begins as.
 *
 * [content] is int32, little endian: the token of each byte (-1: there is none), if words have an end ([wordEnd] is not empty) then the
 * token of each byte that ends a word, and the left, right and merged token of each rule, by rank.
 *
 * @param unknown the token of a byte that has none, or -1
 * @throws ModelMismatchException if the rules do not fit [vocabulary]
 */
internal class BytePairMerges(private val file: String, content: ByteArray, private val vocabulary: TokenBytes, wordEnd: ByteArray, private val unknown: Int) {
    private val numbers: IntArray
    private val symbols = if (wordEnd.isEmpty()) BYTES else 2 * BYTES

    /** Number of rules. */
    val size: Int

    /** Rank + 1 of a rule by the hash of its pair, with open addressing; at most half full. */
    private val slots: IntArray

    /** Bit `symbol * COUNT + next`: whether any merge can join what ends with the one symbol and what begins with the other. */
    private val joins = LongArray(COUNT * COUNT / Long.SIZE_BITS + 1)

    init {
        if (content.size % Int.SIZE_BYTES != 0) refuse("whole numbers of 4 bytes", "${content.size} bytes")
        numbers = IntArray(content.size / Int.SIZE_BYTES)
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(numbers)
        if (numbers.size < symbols || (numbers.size - symbols) % RULE != 0) refuse("$symbols tokens and then $RULE for each rule", "${numbers.size}")
        for (i in numbers.indices) check(numbers[i], allowsNone = i < symbols)
        size = (numbers.size - symbols) / RULE
        slots = IntArray(maxOf(2, Integer.highestOneBit(maxOf(1, size)) * 4))
        for (rank in 0 until size) {
            val slot = slot(left(rank), right(rank))
            if (slots[slot] != 0) refuse("each pair of tokens once", "tokens ${left(rank)} and ${right(rank)} twice")
            slots[slot] = rank + 1
            noteJoint(left(rank), right(rank), wordEnd)
        }
    }

    /** The token that [symbol] (a byte, 256 more at a word's end, or [UNKNOWN]) begins as, or -1. */
    fun token(symbol: Int): Int = if (symbol == UNKNOWN) unknown else numbers[symbol]

    /** Rank of the rule for two tokens, or -1. */
    fun rank(left: Int, right: Int): Int = slots[slot(left, right)] - 1

    /** The token that the rule makes. */
    fun merged(rank: Int): Int = numbers[symbols + rank * RULE + 2]

    /** False if the border between [symbol] and [next] stays a border whatever stands around: then each side can be merged by itself. */
    fun canJoin(symbol: Int, next: Int): Boolean = (symbol * COUNT + next).let { joins[it shr 6] ushr it and 1L != 0L }

    private fun left(rank: Int) = numbers[symbols + rank * RULE]

    private fun right(rank: Int) = numbers[symbols + rank * RULE + 1]

    private fun slot(left: Int, right: Int): Int {
        val hash = left * LEFT_MIX + right * RIGHT_MIX
        var slot = hash xor (hash ushr 15) and slots.size - 1
        while (slots[slot] != 0) {
            val rule = symbols + (slots[slot] - 1) * RULE
            if (numbers[rule] == left && numbers[rule + 1] == right) break
            slot = slot + 1 and slots.size - 1
        }
        return slot
    }

    /** A merged token begins and ends with the same bytes as its parts, so the bytes beside a border say which rules could remove it. */
    private fun noteJoint(left: Int, right: Int, wordEnd: ByteArray) {
        val last = vocabulary.byte(left, vocabulary.length(left) - 1)
        setJoins(last, vocabulary.byte(right, 0))
        if (isByteWith(wordEnd, right)) setJoins(last, BYTES + vocabulary.byte(right, 0))
        if (left == unknown || right == unknown) {
            for (symbol in 0 until COUNT) {
                setJoins(symbol, UNKNOWN)
                setJoins(UNKNOWN, symbol)
            }
        }
    }

    private fun isByteWith(wordEnd: ByteArray, token: Int): Boolean = wordEnd.isNotEmpty() &&
        vocabulary.length(token) == 1 + wordEnd.size &&
        wordEnd.indices.all { vocabulary.byte(token, 1 + it) == wordEnd[it].toInt() and 0xFF }

    private fun setJoins(symbol: Int, next: Int) {
        val bit = symbol * COUNT + next
        joins[bit shr 6] = joins[bit shr 6] or (1L shl bit)
    }

    private fun check(token: Int, allowsNone: Boolean) {
        if (token !in vocabulary && !(allowsNone && token == -1)) refuse("tokens of the vocabulary", "$token, which is none")
    }

    private fun refuse(expected: String, found: String): Nothing =
        throw ModelMismatchException("$file: expected $expected but was $found; export the model again")

    companion object {
        /** Number of symbols that are bytes; those that are bytes at a word's end follow. */
        const val BYTES = 256

        /** A byte that has no token. */
        const val UNKNOWN = 2 * BYTES

        private const val COUNT = UNKNOWN + 1
        private const val RULE = 3

        // Odd numbers without a pattern in their bits.
        private const val LEFT_MIX = -1640531527
        private const val RIGHT_MIX = -2048144777
    }
}
