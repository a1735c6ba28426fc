package dev.litert.sdkgen.runtime

import java.util.Random

/** Draws from the tokens that [k] and [p] leave, each by its probability; from all where both are null. */
internal class DrawingSampler(val temperature: Float, val k: Int? = null, val p: Float? = null) : Sampler {
    init {
        require(temperature > 0f && temperature < Float.POSITIVE_INFINITY) { "temperature: expected a positive number but was $temperature" }
        require(k == null || k > 0) { "k: expected at least 1 but was $k" }
        require(p == null || (p >= 0f && p <= 1f)) { "p: expected a number from 0 to 1 but was $p" }
    }

    override fun next(logits: FloatArray, random: Random): Int = candidates(logits).draw(random)

    /** The tokens that may be drawn: best first, but by id where nothing is left out. */
    fun candidates(logits: FloatArray): Candidates {
        val given = Logits(logits)
        if (p == null) {
            val tokens = if (k == null) IntArray(given.size) { it } else given.best(k)
            return Candidates(tokens, given.weights(tokens, temperature))
        }
        val weights = given.weights(temperature)
        var total = 0.0
        for (weight in weights) total += weight
        val tokens = if (k == null) likely(given, weights, total, p) else given.best(k)
        var before = 0.0
        var kept = 0
        while (kept < tokens.size && (kept == 0 || before <= p * total)) before += weights[tokens[kept++]]
        return Candidates(tokens.copyOf(kept), FloatArray(kept) { weights[tokens[it]] })
    }

    /**
     * All tokens that can be among those kept, best first. The weights are added up by their size, in [LEVELS] steps of the float's bits,
     * from the largest down to where they exceed [p]: so few tokens are sorted.
     */
    private fun likely(logits: Logits, weights: FloatArray, total: Double, p: Float): IntArray {
        val sums = DoubleArray(LEVELS)
        for (weight in weights) sums[level(weight)] += weight.toDouble()
        var least = LEVELS - 1
        var sum = sums[least]
        while (least > 0 && sum <= p * total * MARGIN) sum += sums[--least]
        val found = IntList()
        for (token in weights.indices) if (level(weights[token]) >= least) found.add(token)
        return logits.sorted(found.toIntArray())
    }

    /** Grows with a weight of 0 to 1: its exponent and the first bits of its fraction. */
    private fun level(weight: Float): Int = weight.toRawBits() ushr UNUSED_BITS

    private companion object {
        const val UNUSED_BITS = 19

        /** One more than the level of 1. */
        const val LEVELS = (0x3f800000 ushr UNUSED_BITS) + 1

        /** Sums in another order are rounded otherwise; that must not lose a token at the border. */
        const val MARGIN = 1 + 1e-9
    }
}

/** Tokens and how likely each is, on any common scale. */
internal class Candidates(val tokens: IntArray, val weights: FloatArray) {
    fun draw(random: Random): Int {
        var total = 0.0
        for (weight in weights) total += weight
        val point = random.nextDouble() * total
        var sum = 0.0
        for (i in tokens.indices) {
            sum += weights[i]
            if (sum > point) return tokens[i]
        }
        return tokens.last() // rounding alone leads here
    }
}
