package dev.litert.sdkgen.runtime

import kotlin.math.max
import kotlin.math.min

/**
 * Keeps the best of boxes that show the same thing: KerasHub's `NonMaxSuppression`, which does not look at labels.
 *
 * A box counts if its score is above [confidenceThreshold]. From the best score down (of equal ones the box with the higher index comes first), it is
 * kept unless its intersection over union with one kept before is [iouThreshold] or more. The float32 operations are those of KerasHub.
 *
 * A box with a NaN score, or a coordinate that is NaN or infinite, is no detection. (In KerasHub a NaN leaves the order of all other boxes undefined.)
 */
internal class NonMaxSuppression(private val confidenceThreshold: Float, private val iouThreshold: Float, private val maxDetections: Int) {
    /**
     * @param boxes top, left, bottom, right of each box
     * @param scores one number for each box
     * @return indices of the kept boxes, best first
     */
    fun select(boxes: FloatArray, scores: FloatArray): IntArray {
        val ranked = ranked(boxes, scores)
        val kept = IntArray(ranked.size)
        var keptSize = 0
        val selected = IntArray(min(maxDetections, ranked.size))
        var size = 0
        for (rank in ranked.indices.reversed()) {
            if (size == selected.size) break
            val i = ranked[rank].toInt()
            if ((0 until keptSize).any { overlap(boxes, 4 * kept[it], 4 * i) >= iouThreshold }) continue
            kept[keptSize++] = i
            // A box without a positive coordinate lies outside the picture: KerasHub lets it suppress others, and drops it.
            if ((4 * i until 4 * i + 4).any { boxes[it] > 0f }) selected[size++] = i
        }
        return selected.copyOf(size)
    }

    /** The boxes that count, as integers that sort by score and then by index: the index is the lower half. */
    private fun ranked(boxes: FloatArray, scores: FloatArray): LongArray {
        val keys = LongArray(scores.size)
        var size = 0
        for (i in scores.indices) {
            if (!(scores[i] > confidenceThreshold) || (4 * i until 4 * i + 4).any { !boxes[it].isFinite() }) continue
            val bits = (scores[i] + 0f).toRawBits() // -0 becomes 0, its equal
            val order = if (bits < 0) bits xor Int.MAX_VALUE else bits
            keys[size++] = (order.toLong() shl 32) or i.toLong()
        }
        return keys.copyOf(size).apply { sort() }
    }

    /** Intersection over union of the boxes that start at [a] and [b]. */
    private fun overlap(boxes: FloatArray, a: Int, b: Int): Float {
        val height = max(min(boxes[a + 2], boxes[b + 2]) - max(boxes[a], boxes[b]), 0f)
        val width = max(min(boxes[a + 3], boxes[b + 3]) - max(boxes[a + 1], boxes[b + 1]), 0f)
        val intersection = width * height
        return intersection / (area(boxes, a) + area(boxes, b) - intersection + EPSILON)
    }

    private fun area(boxes: FloatArray, at: Int): Float = (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1])

    private companion object {
        /** KerasHub's, against a division by zero. */
        const val EPSILON = 1e-8f
    }
}
