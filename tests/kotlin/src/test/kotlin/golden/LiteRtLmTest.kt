package golden

import com.google.ai.edge.litertlm.Backend
import dev.litert.sdkgen.runtime.FinishReason
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.LiteRtLmRunner
import dev.litert.sdkgen.runtime.ModelException
import dev.litert.sdkgen.runtime.Sampler
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.await
import dev.litert.sdkgen.runtime.stream
import golden.tiny_litertlm.TinyLitertlm
import java.io.File
import java.nio.file.Files
import kotlin.concurrent.thread
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_litertlm.java.TinyLitertlm as TinyLitertlmJava

/** The generated classes on LiteRT-LM's own library, behind stand-ins for its Android classes: the answers that Keras gives. */
class LiteRtLmTest {
    private val bundle = TestBundles.bundle("tiny_litertlm")
    private val directory = bundle.directory
    private val options = LiteRtLmRunner.Options(Backend.CPU(1), cacheDirectory = Files.createTempDirectory("litertlm").toFile())

    /** What Keras generated for [text], as far as LiteRT-LM had to repeat it at the export. */
    private class Sample(val text: String, val promptTokens: Int, val answer: String)

    private val samples = bundle.json("samples.json")["continuations"].list.map { Sample(it["text"].string, it["prompt"].list.size, it["answer"].string) }
    private val greedy = GenerationOptions(sampler = Sampler.greedy())

    private fun <R> open(block: (TinyLitertlm) -> R): R = TinyLitertlm.fromDirectory(directory, options).use(block)

    @Test
    fun `answers are those of Keras`() = open { model ->
        assertTrue(samples.size >= 4 && samples.map { it.promptTokens > 16 }.toSet().size == 2)
        for (sample in samples) {
            val pieces = ArrayList<String>()
            val answer = model.generate(sample.text, greedy) { pieces.add(it) }
            assertTrue(answer.text.startsWith(sample.answer), "${sample.text}: expected ${sample.answer} but was ${answer.text}")
            assertEquals(answer.text, pieces.joinToString(""))
            assertEquals(FinishReason.CONTEXT_FULL, answer.finishReason)
        }
        assertEquals(64, model.contextLength)
    }

    @Test
    fun `answers in Java are the same`() = TinyLitertlmJava.fromDirectory(directory, options).use { model ->
        for (sample in samples) assertTrue(model.generate(sample.text, greedy).text.startsWith(sample.answer))
    }

    @Test
    fun `a listener ends an answer in its midst, and the next one is whole`() = open { model ->
        val (sample) = samples
        var count = 0
        val cut = model.generate(sample.text, greedy) { ++count < 5 }
        assertEquals(FinishReason.LISTENER to 5, cut.finishReason to count)
        assertThrows<ArithmeticException> { model.generate(sample.text, greedy) { throw ArithmeticException() } }
        assertEquals(FinishReason.MAX_TOKENS, model.generate(sample.text, greedy.withMaxTokens(3)).finishReason)
        assertTrue(model.generate(sample.text, greedy).text.startsWith(sample.answer))
    }

    @Test
    fun `coroutines stream and wait`() = open { model ->
        val (sample) = samples
        val pieces = runBlocking { model.stream { onToken -> generate(sample.text, greedy, onToken) }.toList() }
        assertTrue(pieces.joinToString("").startsWith(sample.answer))
        assertEquals(pieces.take(3), runBlocking { model.stream { onToken -> generate(sample.text, greedy, onToken) }.take(3).toList() })
        assertEquals(pieces.joinToString(""), runBlocking { model.await { generate(sample.text, greedy).text } })
    }

    @Test
    fun `threads take turns, and an interrupt is left to the caller`() = open { model ->
        val (sample) = samples
        val whole = model.generate(sample.text, greedy).text
        val found = arrayOfNulls<String>(3)
        List(found.size) { i -> thread { found[i] = model.generate(sample.text, greedy).text } }.forEach { it.join() }
        assertEquals(listOf(whole), found.distinct())
        Thread.currentThread().interrupt()
        assertEquals(whole, model.generate(sample.text, greedy).text)
        assertTrue(Thread.interrupted())
    }

    @Test
    fun `seeds`() = open { model ->
        val drawn = listOf(1L, 1L, 2L).map { seed -> model.generate("The quick", GenerationOptions(maxTokens = 20, sampler = Sampler.random(), seed = seed)).text }
        assertEquals(drawn[0], drawn[1])
        assertFalse(drawn[0] == drawn[2])
    }

    @Test
    fun `what goes wrong`() {
        open { model ->
            val error = assertThrows<IllegalArgumentException> { model.generate("one two three ".repeat(40)) }
            assertTrue("prompt: it does not fit into the model's context" in error.message!!)
            assertTrue(model.generate(samples[0].text, greedy).text.startsWith(samples[0].answer))
        }
        val closed = TinyLitertlm.fromDirectory(directory, options).apply { close() }
        assertThrows<IllegalStateException> { closed.generate("a") }
        val copy = Files.createTempDirectory("damaged").toFile()
        File(directory, "manifest.json").copyTo(File(copy, "manifest.json"))
        File(copy, "model.litertlm").writeText("no model")
        assertThrows<ModelException> { TinyLitertlm.fromDirectory(copy, options) }
    }
}
