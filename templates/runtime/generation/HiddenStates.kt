package dev.litert.sdkgen.runtime

import kotlin.math.sqrt

/** What a model makes of each token in its cache, [width] numbers each, at the place of the token. */
internal class HiddenStates(private val width: Int) {
    private var values = FloatArray(0)
    private var norms = DoubleArray(0)

    /** Puts the states of [count] tokens at the places from [position] on; [states] may have more. */
    fun put(position: Int, states: FloatArray, count: Int) {
        val end = position + count
        if (end > norms.size) {
            norms = norms.copyOf(maxOf(end, 2 * norms.size))
            values = values.copyOf(norms.size * width)
        }
        states.copyInto(values, position * width, 0, count * width)
        for (place in position until end) norms[place] = sqrt(product(place, place))
    }

    /** The highest cosine between the state at [place] and those before it. */
    fun similarity(place: Int): Double = (0 until place).maxOf { product(it, place) / (norms[it] * norms[place]) }

    private fun product(one: Int, other: Int): Double {
        var sum = 0.0
        for (i in 0 until width) sum += values[one * width + i].toDouble() * values[other * width + i]
        return sum
    }
}
