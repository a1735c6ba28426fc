package dev.litert.sdkgen.runtime

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.math.abs
import kotlin.math.max

/** What tests/vectors/log_mel.py has written to [directory]: sounds, and what KerasHub's audio converters make of them. */
internal class LogMelVectors(directory: File) {
    val converters: List<Json> = Json.parse("converters.json", File(directory, "converters.json").readText()).list
    private val blob = ByteBuffer.wrap(File(directory, "values.bin").readBytes()).order(ByteOrder.LITTLE_ENDIAN)

    fun logMel(converter: Json, change: (String) -> String = { it }): LogMel =
        LogMel(MemoryBundle("manifest.json" to change(converter["manifest"].string), "mel_filters.json" to converter["filters"].string))

    /** For each sound what was made of it, and how far the bands are from KerasHub's; infinitely far where their number or the mask is another. */
    fun differences(): List<Pair<String, Float>> = converters.flatMap { converter ->
        val logMel = logMel(converter)
        converter["cases"].list.map { case ->
            val sound = Sound(floats(case["samples"].int, case["size"].int), logMel.samplingRate)
            val (actual, used) = logMel.features(sound) to case["used"].int
            val expected = floats(case["expected"].int, converter["frames"].int * converter["bands"].int)
            val isAlike = actual.size == expected.size && (used < 0 || logMel.mask(sound).toList() == List(logMel.frames) { it < used })
            "${converter["name"].string}, $sound" to if (isAlike) difference(expected, actual) else Float.POSITIVE_INFINITY
        }
    }

    private fun difference(expected: FloatArray, actual: FloatArray): Float {
        var most = 0f
        for (i in expected.indices) most = max(most, abs(expected[i] - actual[i]))
        return most
    }

    private fun floats(place: Int, size: Int) = FloatArray(size) { blob.getFloat(place + 4 * it) }
}
