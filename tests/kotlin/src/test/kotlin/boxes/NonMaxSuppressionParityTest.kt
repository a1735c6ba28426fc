package dev.litert.sdkgen.runtime

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.FloatBuffer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Replays what KerasHub's `NonMaxSuppression` kept of random boxes, ties and NaN among them (tests/vectors/boxes.py). */
class NonMaxSuppressionParityTest {
    private val directory = TestBundles.vectors("boxes")
    private val document = Json.parse("sets.json", File(directory, "sets.json").readText())
    private val values = ByteBuffer.wrap(File(directory, "values.bin").readBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()

    @Test
    fun `detections equal those of KerasHub`() {
        val sets = document["sets"].list
        var kept = 0
        for ((i, set) in sets.withIndex()) {
            compare("set $i", set)
            kept += set["kept"].int
        }
        assertTrue(sets.size >= 1000 && kept > 5_000) { "only ${sets.size} sets with $kept detections" }
        assertTrue(!values.hasRemaining()) { "${values.remaining()} values were not compared" }
        println("NonMaxSuppression parity: ${sets.size} sets, $kept detections")
    }

    private fun compare(title: String, set: Json) {
        val count = set["boxes"].int
        val kept = set["kept"].int
        val fromLogits = set["from_logits"].boolean
        val thresholds = listOf("confidence_threshold", "iou_threshold").joinToString { "\"$it\": ${set[it].double}" }
        val most = "\"max_detections\": ${set["max_detections"].int}"
        val decoder = DetectionDecoder(detectionBundle(count, settings = "$thresholds, $most"))
        val found = decoder.decode(values.take(4 * count), values.take(count), values.take(count).map { it.toInt() }.toIntArray(), 64, 64)
        val boxes = values.take(4 * kept)
        val confidence = values.take(kept)
        val indices = values.take(kept)
        assertEquals(kept, found.size, title)
        for ((i, detection) in found.withIndex()) {
            val expected = listOf(1, 0, 3, 2).map { boxes[4 * i + it] + 0f } // -0 has become 0 on its way to the picture
            assertEquals(expected, detection.box.run { listOf(left, top, right, bottom) }) { "$title, detection $i" }
            assertEquals(confidence[i], detection.score, if (fromLogits) SIGMOID_BOUND else 0f) { "$title, detection $i" }
            assertEquals(indices[i].toInt(), detection.index) { "$title, detection $i" }
        }
    }

    private fun FloatBuffer.take(size: Int): FloatArray = FloatArray(size).also { get(it) }

    private companion object {
        /** Two units in the last place: TensorFlow's sigmoid depends on how many numbers it is given at once. */
        const val SIGMOID_BOUND = 1.2e-7f
    }
}
