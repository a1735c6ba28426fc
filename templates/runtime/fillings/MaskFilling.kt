package dev.litert.sdkgen.runtime

/**
 * What may stand at a mask.
 *
 * @param scores a probability for each token of the vocabulary
 * @param vocabulary the text of a token, without space in front of it
 * @property position the mask's place among the tokens that the model reads
 */
public class MaskFilling(public val position: Int, private val scores: FloatArray, private val vocabulary: (Int) -> String) {
    init {
        require(scores.isNotEmpty()) { "scores: expected at least 1 but was 0" }
    }

    /** The likeliest token. */
    public val best: Candidate = candidate(scores.argmax())

    /** The [k] likeliest tokens, likeliest first, of equal ones the one with the lower id; all of them if there are fewer. */
    public fun top(k: Int): List<Candidate> {
        require(k >= 0) { "k: expected at least 0 but was $k" }
        val ids = IntArray(minOf(k, scores.size))
        var found = 0
        for (id in scores.indices) {
            if (found == ids.size && (found == 0 || scores[id] <= scores[ids[found - 1]])) continue
            var at = if (found < ids.size) found++ else found - 1
            while (at > 0 && scores[ids[at - 1]] < scores[id]) {
                ids[at] = ids[at - 1]
                at--
            }
            ids[at] = id
        }
        return ids.map(::candidate)
    }

    override fun toString(): String = "MaskFilling(${top(3).joinToString()})"

    private fun candidate(id: Int) = Candidate(vocabulary(id), id, scores[id])

    /** A [token]'s text, its [id] in the vocabulary, and its probability. */
    public class Candidate(public val token: String, public val id: Int, public val score: Float) {
        override fun toString(): String = "$token $score"
    }
}
