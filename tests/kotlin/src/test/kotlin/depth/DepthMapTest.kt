package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class DepthMapTest {
    private fun bundle(kind: String = "relative", fit: String = "stretch", output: String = "depths float32 1 2 2 1"): MemoryBundle {
        val signature = signatureText("serve", listOf("image float32 1 4 4 3"), listOf(output))
        val step = """{"type": "image", "height": 4, "width": 4, "channels": 3, "fit": "$fit", "interpolation": "bilinear", "antialias": false,
            "scale": [], "offset": [], "feeds": {"pixels": "image"}}"""
        val more = """, "preprocess": [$step], "postprocess": {"type": "depth", "output": "depths", "kind": "$kind"}"""
        return MemoryBundle("manifest.json" to manifestText("[$signature]", more))
    }

    private val values = floatArrayOf(0f, 4f, 8f, 12f)

    @Test
    fun `depths are interpolated between places`() {
        val map = DepthDecoder(bundle()).decode(values, 4, 2)
        assertArrayEquals(floatArrayOf(0f, 1f, 3f, 4f, 8f, 9f, 11f, 12f), map.values)
        assertEquals(listOf(0f, 12f, 3f), listOf(map.min, map.max, map.at(2, 0)))
        assertTrue(!map.isMetric && DepthDecoder(bundle("metric")).decode(values, 2, 2).isMetric)
    }

    @Test
    fun `what was cropped away has no depth`() {
        val map = DepthDecoder(bundle(fit = "crop")).decode(values, 4, 2)
        assertArrayEquals(floatArrayOf(Float.NaN, 0f, 4f, Float.NaN, Float.NaN, 8f, 12f, Float.NaN), map.values)
        assertEquals(listOf(0f, 12f), listOf(map.min, map.max))
    }

    @Test
    fun `near is white`() {
        fun grey(isMetric: Boolean, vararg depths: Float) = DepthMap(depths.size, 1, depths, isMetric).toImage().pixels.toList()
        assertEquals(listOf(0xFF000000.toInt(), 0xFF808080.toInt(), 0xFFFFFFFF.toInt(), 0), grey(false, 1f, 2f, 3f, Float.NaN))
        assertEquals(listOf(0xFFFFFFFF.toInt(), 0xFF808080.toInt(), 0xFF000000.toInt()), grey(true, 1f, 2f, 3f))
        assertEquals(listOf(0xFF000000.toInt(), 0xFF000000.toInt()), grey(false, 5f, 5f))
        assertEquals(listOf(0), grey(false, Float.NaN))
        assertTrue(DepthMap(1, 1, floatArrayOf(Float.NaN), false).min.isNaN())
    }

    @Test
    fun `wrong arguments are refused`() {
        fun refused(message: String, block: () -> Unit) = assertEquals(message, assertThrows<IllegalArgumentException> { block() }.message)
        refused("expected 4 values but was 1") { DepthDecoder(bundle()).decode(FloatArray(1), 2, 2) }
        refused("expected 2 depths for 2x1 but was 1") { DepthMap(2, 1, FloatArray(1), false) }
        refused("expected a pixel of 1x1 but was (0, -1)") { DepthMap(1, 1, FloatArray(1), false).at(0, -1) }
    }

    @Test
    fun `bundles that are no depth estimators are refused`() {
        fun refused(bundle: MemoryBundle): String? = assertThrows<ModelMismatchException> { DepthDecoder(bundle) }.message
        assertEquals("""manifest.json.postprocess.kind: expected metric or relative but was "far"""", refused(bundle("far")))
        assertEquals(
            """manifest.json.postprocess.output: expected an output of shape [1, rows, columns, 1], not depths: float32[1, 4], but was "depths"""",
            refused(bundle(output = "depths float32 1 4")),
        )
        assertEquals("""manifest.json.postprocess.output: expected the name of an output but was "depths"""", refused(bundle(output = "x float32 1 2 2 1")))
    }
}
