package dev.litert.sdkgen.runtime

import kotlin.math.exp
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class ClassificationTest {
    private val labels = listOf("a", "b", "c", "d")

    private fun order(vararg scores: Float): List<Int> {
        val result = Classification(labels.take(scores.size), scores)
        return result.top(99).map { it.index }.also { assertEquals(result.index, it[0]) }
    }

    private fun classifier(activation: String, labels: String = """["a", "b"]""", shape: String = "1 2", post: String = """"output": "y"""") = Classifier(
        MemoryBundle(
            "manifest.json" to manifestText(
                "[${signatureText("s", emptyList(), listOf("y float32 $shape"))}]",
                """, "postprocess": {"type": "classification", $post, "activation": "$activation", "labels": "labels.json"}""",
            ),
            "labels.json" to labels,
        ),
    )

    private fun scores(activation: String, vararg values: Float) = classifier(activation).classify(values).top(2).sortedBy { it.index }.map { it.score }

    private fun refusal(block: () -> Unit): String = assertThrows<ModelMismatchException> { block() }.message!!

    @Test
    fun `of equal scores the lower index comes first, as in TensorFlow`() {
        assertEquals(listOf(1, 3, 0, 2), order(1f, 5f, 1f, 5f))
        assertEquals(listOf(0, 1, 2, 3), order(2f, 2f, 2f, 2f))
        assertEquals(listOf(0, 1, 2), order(-0f, 0f, -0f))
        assertEquals(listOf(1, 0), order(1f, Float.NaN))
        assertEquals(listOf(1, 2, 0), order(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0f))
    }

    @Test
    fun `top gives what there is`() {
        val result = Classification(labels, floatArrayOf(.1f, .4f, .2f, .3f))
        assertEquals(listOf("b 0.4", "d 0.3"), result.top(2).map { it.toString() })
        assertEquals(4, result.top(10).size)
        assertEquals(0, result.top(0).size)
        assertThrows<IllegalArgumentException> { result.top(-1) }
        assertEquals(Triple("b", .4f, 1), Triple(result.label, result.score, result.index))
        assertEquals("Classification(b 0.4, d 0.3, c 0.2)", result.toString())
        assertEquals("x 1.0", Classification("x", 1f).top(1).single().toString())
        val few = assertThrows<IllegalArgumentException> { Classification(labels, floatArrayOf(1f)) }
        assertEquals("expected a score for each of 4 labels but was 1", few.message)
        assertThrows<IllegalArgumentException> { Classification(emptyList(), floatArrayOf()) }
    }

    @Test
    fun `activations are computed in float32 and leave the logits alone`() {
        val logits = floatArrayOf(1f, 3f)
        assertEquals("b", classifier("softmax").classify(logits).label)
        assertArrayEquals(floatArrayOf(1f, 3f), logits)
        val low = exp(-2f)
        assertEquals(listOf(low / (low + 1f), 1f / (low + 1f)), scores("softmax", 1f, 3f))
        assertEquals(listOf(0f, 1f), scores("softmax", -1e30f, 1e30f))
        assertEquals(listOf(.5f, .5f), scores("softmax", 1e30f, 1e30f))
        assertEquals(listOf(1f / (1f + exp(-1f)), 1f / (1f + exp(3f))), scores("sigmoid", 1f, -3f))
        assertEquals(listOf(1f, 0f), scores("sigmoid", 1e30f, -1e30f))
        assertEquals(listOf(1f, 3f), scores("none", 1f, 3f))
    }

    @Test
    fun `labels must fit the output`() {
        assertEquals("labels.json of memory: expected a label for each score of y: float32[1, 3] but was 2", refusal { classifier("none", shape = "1 3") })
        assertTrue("labels.json[1]: expected a string but was 2" in refusal { classifier("none", labels = "[\"a\", 2]") })
        assertTrue("postprocess.output: expected the name of an output but was \"z\"" in refusal { classifier("none", post = """"output": "z"""") })
        assertTrue("activation: expected one of [none, softmax, sigmoid] but was \"relu\"" in refusal { classifier("relu") })
        val many = assertThrows<IllegalArgumentException> { classifier("none").classify(FloatArray(3)) }
        assertEquals("expected 2 values, one per label, but was 3", many.message)
        assertEquals("quote\" \$x\n😀", classifier("none", labels = """["quote\" ${'$'}x\n😀", "b"]""").classify(floatArrayOf(1f, 0f)).label)
    }
}
