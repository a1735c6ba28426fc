package dev.litert.sdkgen.sample

import android.graphics.Path
import android.graphics.RectF

/** Lines drawn by a finger: x and y by turns, and NaN, NaN before each new line. */
internal class Strokes(points: FloatArray = FloatArray(0)) {
    private val points = points.toMutableList()

    fun begin(x: Float, y: Float) {
        points += listOf(Float.NaN, Float.NaN, x, y)
    }

    fun add(x: Float, y: Float) {
        points += listOf(x, y)
    }

    fun toArray(): FloatArray = points.toFloatArray()

    fun path(): Path {
        val path = Path()
        var begins = true
        for (i in points.indices step 2) {
            val (x, y) = points[i] to points[i + 1]
            if (x.isNaN()) {
                begins = true
            } else if (begins) {
                path.moveTo(x, y)
                path.lineTo(x, y) // a dot, if nothing follows
                begins = false
            } else {
                path.lineTo(x, y)
            }
        }
        return path
    }

    /** The smallest box around all points; empty at 0, 0 without any. */
    fun bounds(): RectF {
        val drawn = (points.indices step 2).filterNot { points[it].isNaN() }
        if (drawn.isEmpty()) return RectF()
        return RectF(drawn.minOf { points[it] }, drawn.minOf { points[it + 1] }, drawn.maxOf { points[it] }, drawn.maxOf { points[it + 1] })
    }
}
