package dev.litert.sdkgen.runtime

/** The manifest's `preprocess` step of type `image`, checked against the input that it feeds. */
internal class ImageStep(bundle: ModelBundle) {
    private val json: Json = only(bundle)

    val width: Int = json["width"].integer(SIZES).toInt()
    val height: Int = json["height"].integer(SIZES).toInt()
    val channels: Int = json["channels"].int.also { if (it != 1 && it != 3) json["channels"].fail("1 or 3") }
    val fit: ImageFit = json["fit"].choice("crop" to ImageFit.CROP, "pad" to ImageFit.PAD, "stretch" to ImageFit.STRETCH, "none" to ImageFit.NONE)
    val interpolation: Interpolation = json["interpolation"].choice(
        "nearest" to Interpolation.NEAREST,
        "bilinear" to Interpolation.BILINEAR,
        "bicubic" to Interpolation.BICUBIC,
    )
    val antialias: Boolean = json["antialias"].boolean

    /** Whether the model takes blue first; [scale] and [offset] then start with blue's. */
    val isBlueFirst: Boolean = json.find("channel_order")?.choice("bgr" to true) ?: false

    /** Whether resizing leaves nothing below 0 and above 255. */
    val isCut: Boolean = json.find("overshoot")?.choice("cut" to true) ?: false
    val scale: FloatArray = perChannel(json["scale"])
    val offset: FloatArray = perChannel(json["offset"])

    /** Name of the input that takes the pixels. */
    val pixelsInput: String = json["feeds"]["pixels"].string

    init {
        val name = json["feeds"]["pixels"]
        val input = bundle.manifest.signatures.flatMap { it.inputs }.find { it.name == pixelsInput } ?: name.fail("the name of an input")
        val pixels = listOf(1, height, width, channels)
        val fits = input.shape.size == pixels.size && input.shape.indices.all { input.shape[it] == pixels[it] || input.shape[it] < 0 }
        if (!fits) json.fail("the height, width and channels that $input has")
    }

    private fun only(bundle: ModelBundle): Json {
        val steps = bundle.manifest.json.find("preprocess")?.list.orEmpty().filter { it["type"].string == "image" }
        return steps.singleOrNull()
            ?: throw ModelMismatchException("manifest.json of $bundle: expected one preprocess step of type image but was ${steps.size}")
    }

    /** Rounded to float64 and then to float32, as Python and NumPy did to what Keras calculates with. */
    private fun perChannel(json: Json): FloatArray {
        val values = json.list
        if (values.size != 0 && values.size != 1 && values.size != channels) json.fail("no value, one, or one for each of $channels channels")
        return FloatArray(values.size) { i -> values[i].double.toFloat().also { if (it.isInfinite()) values[i].fail("a number in the range of float32") } }
    }

    private companion object {
        /** A square of the largest size with three channels still fits into one array, and no model is near it. */
        val SIZES = 1L..16_384L
    }
}
