package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What a runner of embeddings is asked for, and which runner is refused. */
class ContainedTextEmbedderTest {
    private val asked = ArrayList<String>()

    private val runner = object : EmbeddingRunner {
        override fun embed(text: String): FloatArray {
            asked += text
            return floatArrayOf(text.length.toFloat(), 1f)
        }

        override fun close() = Unit
    }

    private fun session(runner: ModelRunner): ModelSession = ModelSession.open(MemoryBundle("manifest.json" to manifestText()), "c", { runner }) { it }

    @Test
    fun `a text goes to the runner as it is`() {
        val session = session(runner)
        val embedder = ContainedTextEmbedder(session)
        assertArrayEquals(floatArrayOf(3f, 1f), embedder.predict(" a ").values)
        assertEquals(listOf(" a "), asked)
        session.close()
        assertThrows<IllegalStateException> { embedder.predict("a") }
        assertEquals(1, asked.size)
    }

    @Test
    fun `a runner of other things is refused`() {
        val other = object : TextRunner {
            override fun generate(prompt: String, sampling: TextSampling, listener: TokenListener<String>) = true

            override fun close() = Unit
        }
        val error = assertThrows<ModelMismatchException> { ContainedTextEmbedder(session(other)) }
        assertTrue("expected a runner that embeds texts, such as LiteRtLmEmbeddingRunner" in error.message!!)
    }
}
