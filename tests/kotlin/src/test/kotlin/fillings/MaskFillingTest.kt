package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class MaskFillingTest {
    private fun filling(vararg scores: Float) = MaskFilling(3, scores) { "t$it" }

    @Test
    fun `the likeliest come first, of equal ones the one with the lower id`() {
        val filling = filling(0.1f, 0.3f, 0.1f, 0.3f, 0.2f)
        assertEquals(1, filling.best.id)
        assertEquals(listOf(1, 3, 4, 0, 2), filling.top(9).map { it.id })
        assertEquals(listOf(1, 3), filling.top(2).map { it.id })
        assertEquals(emptyList<Int>(), filling.top(0).map { it.id })
        assertEquals("t1 0.3", filling.best.toString())
    }

    @Test
    fun `as sorted by score, whatever the scores are`() {
        val random = java.util.Random(1)
        repeat(200) {
            val scores = FloatArray(1 + random.nextInt(40)) { random.nextInt(8) / 8f }
            val sorted = scores.indices.sortedByDescending { scores[it] }
            for (k in 0..scores.size) assertEquals(sorted.take(k), filling(*scores).top(k).map { it.id })
        }
    }

    @Test
    fun `a model without tokens, and fewer answers than none, are refused`() {
        assertThrows<IllegalArgumentException> { filling() }
        assertEquals("k: expected at least 0 but was -1", assertThrows<IllegalArgumentException> { filling(1f).top(-1) }.message)
    }
}
