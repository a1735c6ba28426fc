package dev.litert.sdkgen.runtime

import kotlin.math.exp
import kotlin.math.ln
import kotlin.math.max
import kotlin.math.min

/** Overlapping triangles of equal area over the frequencies of a Fourier transform, in Slaney's mel scale, up to 8 kHz. */
internal class MelFilters(samplingRate: Int, frame: Int, bands: Int) {
    private val first = IntArray(bands)
    private val weights: Array<DoubleArray>

    init {
        val edges = DoubleArray(bands + 2) { hertz(HIGHEST * it / (bands + 1)) }
        weights = Array(bands) { band ->
            val (low, middle, high) = listOf(edges[band], edges[band + 1], edges[band + 2])
            val all = List(frame / 2 + 1) { bin ->
                val frequency = bin * samplingRate.toDouble() / frame
                val height = max(0.0, min((frequency - low) / (middle - low), (high - frequency) / (high - middle))).toFloat()
                (height * (2 / (high - low))).toFloat().toDouble()
            }
            first[band] = max(0, all.indexOfFirst { it > 0 })
            all.subList(first[band], all.indexOfLast { it > 0 } + 1).toDoubleArray()
        }
    }

    /** Writes the power in each band to [into], from [at] on, given those of all frequencies. */
    fun apply(power: DoubleArray, into: DoubleArray, at: Int) {
        for (band in weights.indices) {
            val from = first[band]
            var sum = 0.0
            for ((i, weight) in weights[band].withIndex()) sum += weight * power[from + i]
            into[at + band] = sum
        }
    }

    private companion object {
        const val HIGHEST = 45.245640471924965 // 8 kHz in mel, whatever the rate is
        const val LINEAR = 200.0 / 3
        const val BREAK = 1000.0
        val STEP = ln(6.4) / 27

        /** In equal steps below 1 kHz, in equal ratios above. */
        fun hertz(mel: Double): Double = if (mel < BREAK / LINEAR) mel * LINEAR else BREAK * exp(STEP * (mel - BREAK / LINEAR))
    }
}
