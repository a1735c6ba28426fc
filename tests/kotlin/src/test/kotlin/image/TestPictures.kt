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

/** A bundle whose manifest has these `preprocess` steps. */
internal fun imageBundle(preprocess: String): ModelBundle = object : ModelBundle() {
    private val json = """
        {"manifest_version": 1, "name": "pictures", "task": "image_classifier", "contract": "c", "model": {"file": "model.tflite"}, "signatures": [], "preprocess": $preprocess}
    """

    override fun open(file: String): InputStream = if (file == "manifest.json") ByteArrayInputStream(json.toByteArray()) else throw FileNotFoundException(file)

    override fun toString(): String = "test bundle"
}

/** One image step; each part can be replaced by any JSON. */
internal fun imageStep(
    width: String = "32",
    height: String = "32",
    channels: String = "3",
    fit: String = "\"crop\"",
    interpolation: String = "\"bilinear\"",
    antialias: String = "false",
    scale: String = "[]",
    offset: String = "[]",
): String = """
    {"type": "image", "height": $height, "width": $width, "channels": $channels, "fit": $fit, "interpolation": $interpolation,
     "antialias": $antialias, "scale": $scale, "offset": $offset, "feeds": {"pixels": "images"}}
"""
