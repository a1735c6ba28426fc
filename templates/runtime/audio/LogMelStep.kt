package dev.litert.sdkgen.runtime

import kotlin.math.max

/** The manifest's `preprocess` step of type `log_mel`, checked against the input that it feeds. */
internal class LogMelStep(bundle: ModelBundle) {
    private val json: Json = bundle.manifest.json["preprocess"].let { steps -> steps.list.find { it["type"].string == "log_mel" } ?: steps.fail("a step of type log_mel") }

    val samplingRate: Int = json["sampling_rate"].integer(Sound.RATES.first.toLong()..Sound.RATES.last).toInt()
    val length: Int = json["length"].integer(1L..MOST).toInt()
    val frames: Int = json["frames"].integer(1L..MOST).toInt()
    val frame: Int = json["frame"].integer(2L..LARGEST_FRAME).toInt()
    val stride: Int = json["stride"].integer(1L..LARGEST_FRAME).toInt()
    val transform: Int = json["transform"].integer(frame.toLong()..LARGEST_FRAME).toInt()

    /** The signal that the frames of a sound are cut from. */
    val signal: SoundSignal = SoundSignal(
        length = length,
        margin = if (json["margin"].choice("none" to true, "silent" to false, "mirrored" to false)) 0 else frame / 2,
        isMirrored = json["margin"].string == "mirrored",
        scale = json["scale"].float,
        emphasis = json["emphasis"].float,
        first = json["first"].float,
    )
    val isPower: Boolean = json["spectrum"].choice("power" to true, "magnitude" to false)
    val filters: MelFilters = MelFilters(bundle.json(json["filters"].string), transform / 2 + 1)

    /** What small values are raised to, or what is added to all of them. */
    val floor: Double = json["floor"].double.also { if (it <= 0) json["floor"].fail("a positive number") }
    val isFloorAdded: Boolean = json["floor_is"].choice("added" to true, "least" to false)
    val isDecimal: Boolean = json["logarithm"].choice("10" to true, "e" to false)

    /** How far below a sound's highest value the others may lie. */
    val range: Double = json.find("range")?.double ?: Double.POSITIVE_INFINITY
    val mean: DoubleArray = perBand("mean", 0.0)
    val deviation: DoubleArray = perBand("deviation", 1.0)

    /** How many moments a sound of so many samples has: those that have begun, whose samples up to the next one are whole, or that are full. */
    val moments: (Int) -> Int = json["counted"].choice(
        "begun" to { size: Int -> (size + stride - 1) / stride },
        "whole" to { size: Int -> size / stride },
        "full" to { size: Int -> if (filled(size) < frame) 0 else (filled(size) - frame) / stride + 1 },
    )

    /** Of a sound that silence makes as long as the next one. */
    private val multiple: Int = json.find("multiple")?.integer(1L..LARGEST_FRAME)?.toInt() ?: 1
    val featuresInput: String = json["feeds"]["features"].string
    val maskInput: String? = json["feeds"].find("frame_mask")?.string

    init {
        if (1L * frames * max(filters.size, stride) > MOST) json["frames"].fail("fewer frames than $MOST samples or values hold")
        val name = json["feeds"]["features"]
        val shape = bundle.manifest.input(name).shape
        if (shape.takeLast(2) != listOf(frames, filters.size)) name.fail("an input of $frames moments with ${filters.size} bands each")
    }

    private fun filled(size: Int): Int = (size + multiple - 1) / multiple * multiple

    private fun perBand(name: String, otherwise: Double): DoubleArray {
        val values = json.find(name)?.list.orEmpty()
        if (values.size !in listOf(0, 1, filters.size)) json[name].fail("no value, one, or one for each of ${filters.size} bands")
        return DoubleArray(filters.size) { if (values.isEmpty()) otherwise else values[it % values.size].double }
    }

    private companion object {
        const val MOST = 100_000_000L
        const val LARGEST_FRAME = 65_536L
    }
}
