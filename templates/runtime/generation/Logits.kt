package dev.litert.sdkgen.runtime

import kotlin.math.ln

/**
 * What a model says of the next token: one number for each token of the vocabulary.
 *
 * @throws ModelException if one of them is NaN or infinitely likely: nothing can be drawn from that
 */
internal class Logits(private val values: FloatArray) {
    val size: Int get() = values.size

    /** The likeliest token, of equal ones the first. */
    val best: Int

    init {
        var best = 0
        var isUsable = values.isNotEmpty()
        for (i in values.indices) {
            if (values[i].isNaN()) isUsable = false
            if (values[i] > values[best]) best = i
        }
        if (!isUsable || values[best].isInfinite()) throw ModelException("the model gives no usable logits for the next token")
        this.best = best
    }

    /** `exp(logit / temperature)` of each of [tokens], on the scale of the likeliest token, which has 1. */
    fun weights(tokens: IntArray, temperature: Float): FloatArray {
        val top = values[best] / temperature
        return FloatArray(tokens.size) { Exponential.of(values[tokens[it]] / temperature - top) }
    }

    /** As above, of every token. */
    fun weights(temperature: Float): FloatArray {
        val top = values[best] / temperature
        return FloatArray(size) { Exponential.of(values[it] / temperature - top) }
    }

    /** The logarithm of the probability of each of [tokens]. */
    fun logProbabilities(tokens: IntArray, temperature: Float): DoubleArray {
        val top = values[best] / temperature
        val total = weights(temperature).sumOf { it.toDouble() }
        return DoubleArray(tokens.size) { (values[tokens[it]] / temperature - top).toDouble() - ln(total) }
    }

    /** The [count] likeliest tokens, best first; of equal ones the lower id comes first. */
    fun best(count: Int): IntArray {
        val ranks = LongArray(minOf(count, size)) { rank(it) }
        if (ranks.size < size) {
            val heap = LongHeap(ranks)
            for (token in ranks.size until size) heap.replaceLeast(rank(token))
        }
        return descending(ranks)
    }

    /** [tokens], best first. */
    fun sorted(tokens: IntArray): IntArray = descending(LongArray(tokens.size) { rank(tokens[it]) })

    private fun descending(ranks: LongArray): IntArray {
        ranks.sort()
        return IntArray(ranks.size) { -1 - ranks[ranks.size - 1 - it].toInt() }
    }

    /** Orders tokens by logit, then by falling id: the float's bits, made to compare as an integer, before the id's complement. */
    private fun rank(token: Int): Long {
        val bits = (values[token] + 0f).toRawBits() // -0 equals 0
        return ((if (bits < 0) bits xor Int.MAX_VALUE else bits).toLong() shl 32) or ((-1 - token).toLong() and 0xffffffffL)
    }
}
