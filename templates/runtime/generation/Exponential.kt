package dev.litert.sdkgen.runtime

import kotlin.math.ln
import kotlin.math.pow

/**
 * `exp` of numbers up to 0 in float32, for a whole vocabulary: a table of the powers of two and three terms of the series, exact to the
 * rounding of the result. The library's own is a call into native code on Android, which costs as much as ten of these.
 */
internal object Exponential {
    private const val STEPS = 1024
    private val stepsPerUnit = STEPS / ln(2.0)
    private val unitsPerStep = ln(2.0) / STEPS
    private val powers = DoubleArray(STEPS) { 2.0.pow(it.toDouble() / STEPS) }

    /** Below it float32 has 0, so that there is nothing to compute. */
    private const val LEAST = -104f

    fun of(exponent: Float): Float {
        if (exponent < LEAST) return 0f
        val steps = Math.floor(exponent * stepsPerUnit).toInt()
        val rest = exponent - steps * unitsPerStep
        val series = 1 + rest * (1 + rest * (1.0 / 2 + rest * (1.0 / 6)))
        return (powers[steps and STEPS - 1] * series * Double.fromBits((steps.shr(10) + 1023L) shl 52)).toFloat()
    }
}
