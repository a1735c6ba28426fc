package dev.litert.sdkgen.runtime

/**
 * The best label of a classifier, and the others by falling score. Of equal scores the one with the lower index comes first, as in TensorFlow.
 *
 * @param labels one name per class
 * @param scores one score per class, on the scale of the model's activation
 */
public class Classification(private val labels: List<String>, private val scores: FloatArray) {
    init {
        require(labels.isNotEmpty() && labels.size == scores.size) { "expected a score for each of ${labels.size} labels but was ${scores.size}" }
    }

    /** A result with one class only: what a fake classifier returns in a test. */
    public constructor(label: String, score: Float) : this(listOf(label), floatArrayOf(score))

    /** Place of the best label in the model's output. */
    public val index: Int = scores.argmax()

    public val label: String get() = labels[index]

    public val score: Float get() = scores[index]

    /** The [k] best labels, best first; all of them if there are fewer. */
    public fun top(k: Int): List<Candidate> =
        scores.indices.sortedByDescending { scores.rank(it) }.take(k).map { Candidate(labels[it], scores[it], it) }

    override fun toString(): String = "Classification(${top(3).joinToString()})"

    /** One label with its [score]; [index] is its place in the model's output. */
    public class Candidate(public val label: String, public val score: Float, public val index: Int) {
        override fun toString(): String = "$label $score"
    }
}

/** Index of the first of the largest values; NaN counts as the largest, as in NumPy. */
internal fun FloatArray.argmax(): Int = indices.maxBy { rank(it) }

/** Float's total order sets -0 below 0: two equal scores. */
private fun FloatArray.rank(i: Int): Float = this[i] + 0f
