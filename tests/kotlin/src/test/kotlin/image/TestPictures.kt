package dev.litert.sdkgen.runtime

import java.io.ByteArrayInputStream
import java.io.FileNotFoundException
import java.io.InputStream

/** Pseudo-random colours, the same as `picture` in tests/vectors/image.py makes; with a random alpha, which must not matter. */
internal fun picture(height: Int, width: Int, seed: Int): RgbImage {
    fun value(place: Int): Int {
        var hash = place + seed * 0x9E3779B1.toInt()
        hash = (hash xor (hash ushr 15)) * 0x85EBCA6B.toInt()
        hash = (hash xor (hash ushr 13)) * 0xC2B2AE35.toInt()
        return hash ushr 24
    }
    val pixels = IntArray(height * width) { i -> (value(i + seed) shl 24) or (value(3 * i) shl 16) or (value(3 * i + 1) shl 8) or value(3 * i + 2) }
    return RgbImage(width, height, pixels)
}

/** An image step in JSON; [changes] replace fields, also by JSON. */
internal fun imageStep(vararg changes: Pair<String, String>): String {
    val fields = linkedMapOf(
        "type" to "\"image\"", "height" to "24", "width" to "32", "channels" to "3", "fit" to "\"crop\"", "interpolation" to "\"bilinear\"",
        "antialias" to "false", "scale" to "[]", "offset" to "[]", "feeds" to "{\"pixels\": \"images\"}",
    )
    fields += changes
    return fields.entries.joinToString(prefix = "{", postfix = "}") { "\"${it.key}\": ${it.value}" }
}

/** A bundle with these `preprocess` steps (JSON) for an input called images, of [shape] (JSON). */
internal fun imageBundle(vararg steps: String, shape: String = "[1, \"height\", \"width\", \"channels\"]"): ModelBundle = object : ModelBundle() {
    private val json = """
        {"manifest_version": 1, "name": "pictures", "task": "image_classifier", "contract": "c", "model": {"file": "model.tflite"},
         "signatures": [{"key": "serving_default", "inputs": [{"name": "images", "dtype": "float32", "shape": $shape}], "outputs": []}],
         "preprocess": [${steps.joinToString()}]}
    """

    override fun openFile(name: String): InputStream =
        if (name == "manifest.json") ByteArrayInputStream(json.toByteArray()) else throw FileNotFoundException(name)

    override fun toString(): String = "test bundle"
}
