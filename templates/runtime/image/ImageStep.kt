package dev.litert.sdkgen.runtime

/** The manifest's `preprocess` step of type `image`, checked. */
internal class ImageStep(bundle: ModelBundle) {
    private val steps = bundle.manifest.json["preprocess"].list
    private val index = steps.indices.singleOrNull { steps[it]["type"].string == "image" }
        ?: throw ModelMismatchException("$bundle: manifest.json: preprocess: expected one step of type image but there are ${steps.count { it["type"].string == "image" }}")
    private val json = steps[index]

    val width: Int = size("width")
    val height: Int = size("height")
    val channels: Int = json["channels"].int.also { expect(it == 1 || it == 3, "channels", "1 or 3", it) }
    val fit: ImageFit = choice("fit", mapOf("crop" to ImageFit.CROP, "pad" to ImageFit.PAD, "stretch" to ImageFit.STRETCH, "none" to ImageFit.NONE))
    val interpolation: Interpolation =
        choice("interpolation", mapOf("nearest" to Interpolation.NEAREST, "bilinear" to Interpolation.BILINEAR, "bicubic" to Interpolation.BICUBIC))
    val antialias: Boolean = json["antialias"].boolean
    val scale: FloatArray = perChannel("scale")
    val offset: FloatArray = perChannel("offset")

    private fun size(key: String): Int = json[key].int.also { expect(it in 1..MAX_SIZE, key, "1 to $MAX_SIZE pixels", it) }

    private fun <T> choice(key: String, choices: Map<String, T>): T {
        val name = json[key].string
        expect(name in choices, key, "one of ${choices.keys.joinToString()}", name)
        return choices.getValue(name)
    }

    private fun perChannel(key: String): FloatArray {
        val values = json[key].list.map { it.double.toFloat() }
        expect(values.size in setOf(0, 1, channels), key, "no value, one, or one for each of $channels channels", "${values.size} values")
        values.forEach { expect(!it.isNaN() && !it.isInfinite(), key, "finite values in float32", it) }
        return values.toFloatArray()
    }

    private fun expect(ok: Boolean, key: String, expected: String, actual: Any) {
        if (!ok) throw ModelMismatchException("manifest.json: preprocess[$index].$key: expected $expected but was $actual; export the model again")
    }

    private companion object {
        /** A square of this size with three channels still fits into one array, and no model is near it. */
        const val MAX_SIZE = 16_384
    }
}
