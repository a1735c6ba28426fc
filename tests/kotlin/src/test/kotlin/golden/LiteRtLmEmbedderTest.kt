package golden

import com.google.ai.edge.litertlm.Backend
import dev.litert.sdkgen.runtime.Embedding
import dev.litert.sdkgen.runtime.LiteRtLmEmbeddingRunner
import dev.litert.sdkgen.runtime.ModelException
import dev.litert.sdkgen.runtime.TestBundles
import golden.litertlm_embedder.LitertlmEmbedder
import java.io.File
import java.nio.file.Files
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.litertlm_embedder.java.LitertlmEmbedder as LitertlmEmbedderJava

/** The generated classes on LiteRT-LM's own library, behind stand-ins for its Android classes: the embeddings that Keras gives. */
class LiteRtLmEmbedderTest {
    private val bundle = TestBundles.bundle("litertlm_embedder")
    private val directory = bundle.directory
    private val options = LiteRtLmEmbeddingRunner.Options(Backend.CPU(1), cacheDirectory = Files.createTempDirectory("litertlm").toFile())

    private class Sample(val text: String, val embedding: FloatArray)

    private val samples = bundle.json("samples.json")["samples"].list.map { Sample(it["text"].list.single().string, it["outputs"]["embedding"].list.map { v -> v.float }.toFloatArray()) }

    /** Those that the model reads as a whole. */
    private val short = samples.filter { it.text.length < 100 }

    private fun <R> open(block: (LitertlmEmbedder) -> R): R = LitertlmEmbedder.fromDirectory(directory, options).use(block)

    @Test
    fun `embeddings are those of Keras`() = open { model ->
        assertTrue(short.size >= 5 && short.any { it.text.isEmpty() })
        for (sample in short) assertArrayEquals(sample.embedding, model.predict(sample.text).values, 1e-6f, sample.text)
        val all = model.predict(short.map { it.text })
        assertEquals(0, all[0].nearest(all).single().index)
        assertEquals(48, LitertlmEmbedder.SEQUENCE_LENGTH)
    }

    @Test
    fun `embeddings in Java are the same`() = LitertlmEmbedderJava.fromDirectory(directory, options).use { model ->
        for (sample in short) assertArrayEquals(sample.embedding, model.predict(sample.text).values, 1e-6f)
        assertEquals(short.size, model.predict(short.map { it.text }).size)
    }

    @Test
    fun `threads take turns`() = open { model ->
        val found = arrayOfNulls<Embedding>(8)
        List(found.size) { i -> thread { found[i] = model.predict(short[i % short.size].text) } }.forEach { it.join() }
        for ((i, embedding) in found.withIndex()) assertArrayEquals(short[i % short.size].embedding, embedding!!.values, 1e-6f)
    }

    @Test
    fun `what goes wrong`() {
        open { model ->
            val error = assertThrows<ModelException> { model.predict((samples - short.toSet()).single().text) }
            assertTrue("LiteRT-LM: " in error.message!!)
            assertArrayEquals(short[0].embedding, model.predict(short[0].text).values, 1e-6f)
        }
        val closed = LitertlmEmbedder.fromDirectory(directory, options).apply { close() }
        assertThrows<IllegalStateException> { closed.predict("a") }
        val copy = Files.createTempDirectory("damaged").toFile()
        File(directory, "manifest.json").copyTo(File(copy, "manifest.json"))
        File(copy, "model.litertlm").writeText("no model")
        assertThrows<ModelException> { LitertlmEmbedder.fromDirectory(copy, options) }
    }
}
