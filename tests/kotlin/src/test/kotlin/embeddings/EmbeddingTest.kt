package dev.litert.sdkgen.runtime

import kotlin.math.sqrt
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class EmbeddingTest {
    private fun embedding(vararg values: Float) = Embedding(values)

    @Test
    fun `the cosine knows directions, not lengths`() {
        assertEquals(1f, embedding(3f, 4f).cosine(embedding(0.3f, 0.4f)), 1e-6f)
        assertEquals(-1f, embedding(1f, 2f).cosine(embedding(-2f, -4f)), 1e-6f)
        assertEquals(0f, embedding(1f, 0f).cosine(embedding(0f, 5f)))
        assertEquals(1 / sqrt(2f), embedding(1f, 0f).cosine(embedding(1e20f, 1e20f)), 1e-6f)
        assertEquals(0f, embedding(0f, 0f).cosine(embedding(1f, 2f)))
    }

    @Test
    fun `the nearest come first, of equal ones the first in the list`() {
        val others = listOf(embedding(0f, 1f), embedding(2f, 0f), embedding(-1f, 0f), embedding(1f, 0f))
        assertEquals(listOf(1, 3), embedding(1f, 0f).nearest(others, 2).map { it.index })
        assertEquals(listOf(1, 3, 0, 2), embedding(1f, 0f).nearest(others, 9).map { it.index })
        assertEquals("1 1.0", embedding(1f, 0f).nearest(others).single().toString())
        assertEquals(emptyList<Int>(), embedding(1f, 0f).nearest(emptyList()).map { it.index })
    }

    @Test
    fun `embeddings of different models have no cosine`() {
        val message = assertThrows<IllegalArgumentException> { embedding(1f, 2f).cosine(embedding(1f)) }.message
        assertEquals("expected an embedding of 2 values but was one of 1", message)
    }
}
