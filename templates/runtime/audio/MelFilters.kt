package dev.litert.sdkgen.runtime

/**
 * Bands of neighbouring frequencies, each with a weight for every frequency in it.
 *
 * Reads a list with an object `{"first", "weights"}` for each band; [bins] is the number of frequencies that there are.
 */
internal class MelFilters(json: Json, bins: Int) {
    private val first: IntArray
    private val weights: Array<DoubleArray>

    /** Number of bands. */
    val size: Int get() = weights.size

    init {
        val bands = json.list
        weights = Array(bands.size) { band -> bands[band]["weights"].list.map { it.float.toDouble() }.toDoubleArray() }
        first = IntArray(bands.size) { band -> bands[band]["first"].integer(0L..bins).toInt() }
        for ((band, form) in bands.withIndex()) if (first[band] + weights[band].size > bins) form.fail("a band within $bins frequencies")
    }

    /**
     * Writes to [into] what lies in each band at each of [count] moments: `into[band * count + moment]`, of `spectrum[bin * count + moment]`.
     */
    fun apply(spectrum: DoubleArray, count: Int, into: DoubleArray) {
        into.fill(0.0)
        for (band in weights.indices) {
            for ((i, weight) in weights[band].withIndex()) add(weight, spectrum, (first[band] + i) * count, into, band * count, count)
        }
    }

    private fun add(weight: Double, spectrum: DoubleArray, from: Int, into: DoubleArray, to: Int, count: Int) {
        for (i in 0 until count) into[to + i] += weight * spectrum[from + i]
    }
}
