package dev.litert.sdkgen.runtime

import kotlin.math.exp

/** What turns a head's numbers into scores, computed in float32 as Keras does. */
internal enum class Activation(val id: String) {
    NONE("none") {
        override fun apply(values: FloatArray): FloatArray = values.copyOf()
    },
    SOFTMAX("softmax") {
        override fun apply(values: FloatArray): FloatArray {
            val max = values.max()
            val scores = FloatArray(values.size) { exp(values[it] - max) }
            var sum = 0f
            for (score in scores) sum += score
            for (i in scores.indices) scores[i] /= sum
            return scores
        }
    },
    SIGMOID("sigmoid") {
        override fun apply(values: FloatArray): FloatArray = FloatArray(values.size) { 1f / (1f + exp(-values[it])) }
    };

    /** A new array; [values] belongs to the caller, and stays. */
    abstract fun apply(values: FloatArray): FloatArray

    companion object {
        fun of(json: Json): Activation = entries.find { it.id == json.string } ?: json.fail("one of ${entries.map { it.id }}")
    }
}
