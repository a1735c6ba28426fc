package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class SegmentationTest {
    private fun bundle(
        channels: Int = 2,
        labels: String = """["sky", "sea"]""",
        fit: String = "stretch",
        post: String = "",
        output: String = "scores",
        more: List<String> = emptyList(),
    ): MemoryBundle {
        val signature = signatureText("serve", listOf("image float32 1 4 4 3"), listOf("scores float32 1 2 2 $channels") + more)
        val step = """{"type": "image", "height": 4, "width": 4, "channels": 3, "fit": "$fit", "interpolation": "bilinear", "antialias": false,
            "scale": [], "offset": [], "feeds": {"pixels": "image"}}"""
        val rest = """, "preprocess": [$step], "postprocess": {"type": "segmentation", "output": "$output", "labels": "labels.json"$post}"""
        return MemoryBundle("manifest.json" to manifestText("[$signature]", rest), "labels.json" to labels)
    }

    private val values = floatArrayOf(1f, 0f, 0f, 1f, 2f, 2f, Float.NaN, 3f) // sky, sea; sky (the first of equals), sky (nothing exceeds a NaN)

    @Test
    fun `the largest number tells the class, of equal ones the first`() {
        val result = SegmentationDecoder(bundle()).decode(values, 2, 2)
        assertArrayEquals(intArrayOf(0, 1, 0, 0), result.classIds)
        assertEquals("sea", result.labelAt(1, 0))
        assertArrayEquals(booleanArrayOf(false, true, false, false), result.mask(1))
    }

    @Test
    fun `classes that the model tells by itself are taken as they are`() {
        fun told(classes: String = "1 2 2", labels: String = """["sky", "sea"]""") =
            bundle(labels = labels, post = """, "scores": "scores"""", output = "classes", more = listOf("classes int32 $classes"))
        val decoder = SegmentationDecoder(told())
        assertArrayEquals(intArrayOf(0, 0, 1, 1, 1, 1, 1, 1), decoder.decode(intArrayOf(0, 1, 1, 1), 4, 2).classIds)
        assertEquals("expected 4 classes but was 1", assertThrows<IllegalArgumentException> { decoder.decode(IntArray(1), 2, 2) }.message)
        assertThrows<IllegalArgumentException> { decoder.decode(intArrayOf(0, 1, 2, 1), 2, 2) }
        assertThrows<ModelMismatchException> { SegmentationDecoder(told(classes = "1 2 3")) }
        val error = assertThrows<ModelMismatchException> { SegmentationDecoder(told(labels = """["sky"]""")) }
        assertEquals("labels.json of memory: expected the labels of scores: float32[1, 2, 2, 2] but was 1", error.message)
    }

    @Test
    fun `each pixel has the class of the place it fell on`() {
        assertArrayEquals(intArrayOf(0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0), SegmentationDecoder(bundle()).decode(values, 4, 4).classIds)
    }

    @Test
    fun `what was cropped away has no class, and padding leaves no trace`() {
        val cropped = SegmentationDecoder(bundle(fit = "crop")).decode(values, 4, 2)
        assertArrayEquals(intArrayOf(-1, 0, 1, -1, -1, 0, 0, -1), cropped.classIds)
        assertNull(cropped.labelAt(0, 0))
        val padded = SegmentationDecoder(bundle(fit = "pad")).decode(values, 4, 2)
        assertArrayEquals(intArrayOf(0, 0, 1, 1, 0, 0, 0, 0), padded.classIds)
    }

    @Test
    fun `a threshold makes two classes of one number`() {
        val result = SegmentationDecoder(bundle(channels = 1, post = """, "threshold": 0.5""")).decode(floatArrayOf(0.5f, 0.51f, Float.NaN, 0f), 2, 2)
        assertArrayEquals(intArrayOf(0, 1, 0, 0), result.classIds)
    }

    @Test
    fun `an overlay mixes the colours of classes into the picture`() {
        val picture = RgbImage(2, 1, intArrayOf(0x80102030.toInt(), 0x00FFFFFF))
        val segmentation = Segmentation(2, 1, intArrayOf(1, Segmentation.UNSEEN), listOf("sky", "sea"))
        assertArrayEquals(intArrayOf(0x80481018.toInt(), 0x00FFFFFF), segmentation.overlay(picture).pixels)
        assertArrayEquals(picture.pixels, segmentation.overlay(picture, 0f).pixels)
        assertArrayEquals(intArrayOf(0x80ABCDEF.toInt(), 0x00FFFFFF), segmentation.overlay(picture, 1f, intArrayOf(0, 0xABCDEF)).pixels)
    }

    @Test
    fun `the palette is that of PASCAL VOC`() {
        assertEquals(listOf(0x000000, 0x800000, 0x008000, 0x808000, 0x000080), Segmentation.palette(5).toList())
        assertEquals(0xE0E0C0, Segmentation.palette(256)[255])
        assertEquals(256, Segmentation.palette(256).toSet().size)
    }

    @Test
    fun `wrong arguments are refused`() {
        val segmentation = Segmentation(1, 1, intArrayOf(0), listOf("sky"))
        fun refused(message: String, block: () -> Unit) = assertEquals(message, assertThrows<IllegalArgumentException> { block() }.message)
        refused("expected 8 values but was 1") { SegmentationDecoder(bundle()).decode(FloatArray(1), 2, 2) }
        refused("expected a pixel of 1x1 but was (1, 0)") { segmentation.labelAt(1, 0) }
        refused("expected a class from 0 to 0 but was 1") { segmentation.mask(1) }
        refused("expected a picture of 1x1 but was 2x1") { segmentation.overlay(RgbImage(2, 1, IntArray(2))) }
        refused("expected an opacity from 0 to 1 but was 2.0") { segmentation.overlay(RgbImage(1, 1, IntArray(1)), 2f) }
        refused("expected 1 colours but was 0") { segmentation.overlay(RgbImage(1, 1, IntArray(1)), 1f, IntArray(0)) }
        refused("expected 2 classes for 2x1 but was 1") { Segmentation(2, 1, intArrayOf(0), listOf("sky")) }
        refused("expected classes from -1 to 0 but was 1") { Segmentation(1, 1, intArrayOf(1), listOf("sky")) }
    }

    @Test
    fun `bundles that are no segmenters are refused`() {
        fun refused(bundle: MemoryBundle): String = assertThrows<ModelMismatchException> { SegmentationDecoder(bundle) }.message.orEmpty()
        assertEquals("labels.json of memory: expected the labels of scores: float32[1, 2, 2, 2] but was 1", refused(bundle(labels = """["a"]""")))
        assertTrue("but was 2" in refused(bundle(channels = 2, post = """, "threshold": 0.5""")))
        val broken = bundle().text("manifest.json").replace("\"output\": \"scores\"", "\"output\": \"image\"")
        assertEquals(
            """manifest.json.postprocess.output: expected the name of an output but was "image"""",
            refused(MemoryBundle("manifest.json" to broken, "labels.json" to "[]")),
        )
    }
}
