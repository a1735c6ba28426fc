package dev.litert.sdkgen.runtime

import kotlin.math.sqrt

/**
 * The place of a text or picture in a model's space, where what is alike lies in nearly the same direction.
 * Only embeddings of the same model can be compared.
 *
 * @property values as the model gives them: of length 1 where it normalizes
 */
public class Embedding(public val values: FloatArray) {
    /**
     * The cosine of the angle to [other], from -1 (opposite) to 1 (the same direction); 0 where one of them is all zeros.
     *
     * @throws IllegalArgumentException if [other] has another size
     */
    public fun cosine(other: Embedding): Float {
        require(values.size == other.values.size) { "expected an embedding of ${values.size} values but was one of ${other.values.size}" }
        var product = 0.0
        var square = 0.0
        var otherSquare = 0.0
        for (i in values.indices) {
            val value = values[i].toDouble()
            val otherValue = other.values[i].toDouble()
            product += value * otherValue
            square += value * value
            otherSquare += otherValue * otherValue
        }
        return if (square == 0.0 || otherSquare == 0.0) 0f else (product / (sqrt(square) * sqrt(otherSquare))).toFloat()
    }

    /**
     * The [k] of [others] that are nearest by [cosine], the nearest first; all of them if there are fewer.
     *
     * @throws IllegalArgumentException if one of them has another size, or [k] is negative
     */
    @JvmOverloads
    public fun nearest(others: List<Embedding>, k: Int = 1): List<Neighbor> =
        others.mapIndexed { index, other -> Neighbor(index, cosine(other)) }.sortedByDescending { it.similarity }.take(k)

    override fun toString(): String = "Embedding(${values.size} values)"

    /** Place in the list that was searched, and the cosine. */
    public class Neighbor(public val index: Int, public val similarity: Float) {
        override fun toString(): String = "$index $similarity"
    }
}
