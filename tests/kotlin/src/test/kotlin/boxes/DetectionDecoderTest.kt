package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class DetectionDecoderTest {
    private val box = floatArrayOf(16f, 8f, 48f, 40f) // top, left, bottom, right
    private val scores = floatArrayOf(0.9f)
    private val classes = intArrayOf(1)

    private fun found(fit: String, width: Int, height: Int): Box =
        DetectionDecoder(detectionBundle(1, fit = fit)).decode(box, scores, classes, width, height).single().box

    @Test
    fun `boxes come back to the picture whatever became of it`() {
        assertEquals("[8.0, 16.0, 40.0, 48.0]", "${found("none", 64, 64)}")
        assertEquals("[16.0, 16.0, 80.0, 48.0]", "${found("stretch", 128, 64)}")
        assertEquals("[40.0, 16.0, 72.0, 48.0]", "${found("crop", 128, 64)}", "the middle 64 columns were seen")
        assertEquals("[16.0, 0.0, 80.0, 64.0]", "${found("pad", 128, 64)}", "32 rows were added above and below")
    }

    @Test
    fun `a box has the label of its class`() {
        val detection = DetectionDecoder(detectionBundle(1)).decode(box, scores, classes, 64, 64).single()
        assertEquals("b 0.9 [8.0, 16.0, 40.0, 48.0]", "$detection")
        assertEquals(1, detection.index)
    }

    @Test
    fun `a score must be above the threshold`() {
        assertTrue(DetectionDecoder(detectionBundle(1)).decode(box, floatArrayOf(0.5f), classes, 64, 64).isEmpty())
    }

    @Test
    fun `NaN and infinite numbers are no detections`() {
        val decoder = DetectionDecoder(detectionBundle(1))
        assertTrue(decoder.decode(box, floatArrayOf(Float.NaN), classes, 64, 64).isEmpty())
        for (wrong in listOf(Float.NaN, Float.POSITIVE_INFINITY)) {
            assertTrue(decoder.decode(floatArrayOf(1f, 2f, wrong, 4f), scores, classes, 64, 64).isEmpty())
        }
    }

    @Test
    fun `a box beyond the picture can be clipped`() {
        val beyond = Box(-5f, 10f, 70f, 99f)
        assertEquals("[0.0, 10.0, 64.0, 64.0]", "${beyond.clip(64, 64)}")
        assertEquals(0f, Box(70f, 1f, 90f, 2f).clip(64, 64).width)
        assertEquals(listOf(75f, 89f), listOf(beyond.width, beyond.height))
    }

    @Test
    fun `numbers of another model are refused`() {
        fun refused(count: Int, classes: IntArray): String? =
            assertThrows<IllegalArgumentException> { DetectionDecoder(detectionBundle(count)).decode(box, scores, classes, 64, 64) }.message
        assertEquals("expected 2 boxes with a score and a class each but was 4 coordinates, 1 scores and 1 classes", refused(2, classes))
        assertEquals("expected classes from 0 to 2 but was 3", refused(1, intArrayOf(3)))
    }

    @Test
    fun `bundles that are no detectors are refused`() {
        val good = detectionBundle(1).text("manifest.json")
        fun refused(from: String, to: String, labels: String = """["a", "b", "c"]"""): String? {
            assertTrue(from in good) { from }
            val bundle = MemoryBundle("manifest.json" to good.replace(from, to), "labels.json" to labels)
            return assertThrows<ModelMismatchException> { DetectionDecoder(bundle) }.message
        }
        val post = "manifest.json.postprocess"
        assertEquals(
            "labels.json of memory: expected a label for each of probabilities: float32[1, 1, 3] but was 2",
            refused("serve", "serve", """["a", "b"]"""),
        )
        assertEquals(
            """$post.scores: expected an output of shape [1, 1], not boxes: float32[1, 1, 4], but was "boxes"""",
            refused("\"scores\": \"scores\"", "\"scores\": \"boxes\""),
        )
        assertEquals("""$post.type: expected detection but was "depth"""", refused("\"detection\"", "\"depth\""))
        assertEquals("$post.max_detections: expected an integer from 1 to 1000000 but was 0", refused("\"max_detections\": 10", "\"max_detections\": 0"))
        assertEquals("""$post.boxes: expected the name of an output but was "others"""", refused("\"boxes\": \"boxes\"", "\"boxes\": \"others\""))
        assertEquals(
            """$post.boxes: expected an output of shape [1, boxes, 4], not scores: float32[1, 1], but was "scores"""",
            refused("\"boxes\": \"boxes\"", "\"boxes\": \"scores\""),
        )
    }
}
