package golden

import dev.litert.sdkgen.runtime.FilledText
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.MaskFilling
import dev.litert.sdkgen.runtime.MaskedLanguageModel
import dev.litert.sdkgen.runtime.Sample
import dev.litert.sdkgen.runtime.TestBundles
import golden.masked_bert.MaskedBert
import golden.masked_esm.MaskedEsm
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.masked_bert.java.MaskedBert as MaskedBertJava
import golden.masked_esm.java.MaskedEsm as MaskedEsmJava

/** The generated masked language models, in both languages, on the real LiteRT library: the wrapper gives what MaskingParityTest proves of its parts. */
class MaskedLanguageModelTest {
    private val bert = TestBundles.bundle("masked_bert")
    private val esm = TestBundles.bundle("masked_esm")

    @Test
    fun `Kotlin and Java fill the samples in the same way, as the recorded numbers say`() {
        val samples = Sample.of(bert)
        MaskedBert.create(bert, ::LiteRtHostRunner).use { kotlin ->
            MaskedBertJava.create(bert, ::LiteRtHostRunner).use { java ->
                for (sample in samples) {
                    val (first, second) = sample.text.first() to sample.text.getOrNull(1)
                    val filled = if (second == null) kotlin.predict(first) else kotlin.predict(first, second)
                    assertSame(filled, if (second == null) java.predict(first) else java.predict(first, second))
                    assertEquals(sample.text.sumOf { it.split("[MASK]").size - 1 }, filled.masks.size)
                    assertTrue(sample.text.size == filled.texts.size && filled.texts.none { "[MASK]" in it })
                }
            }
        }
        assertTrue(samples.any { it.text.size == 2 })
    }

    @Test
    fun `a list gives an answer for each text, in its order`() {
        val texts = listOf("a <mask> film", "<mask>", "the <mask><mask> was good", "a <mask> film")
        MaskedEsm.create(esm, ::LiteRtHostRunner).use { kotlin ->
            MaskedEsmJava.create(esm, ::LiteRtHostRunner).use { java ->
                val filled = kotlin.predict(texts)
                assertEquals(listOf(1, 1, 2, 1), filled.map { it.masks.size })
                texts.zip(filled).forEach { (text, answer) -> assertSame(kotlin.predict(text), answer) }
                filled.zip(java.predict(texts)).forEach { (answer, other) -> assertSame(answer, other) }
            }
        }
    }

    @Test
    fun `the mask token is the model's own`() {
        MaskedBert.create(bert, ::LiteRtHostRunner).use { assertEquals("[MASK]", it.maskToken) }
        MaskedEsmJava.create(esm, ::LiteRtHostRunner).use { assertEquals("<mask>", it.maskToken) }
    }

    @Test
    fun `what the model cannot fill is said in words`() {
        MaskedBert.create(bert, ::LiteRtHostRunner).use { model ->
            fun message(text: String) = assertThrows<IllegalArgumentException> { model.predict(text) }.message
            assertEquals("text: expected a [MASK] in it but there is none", message("no gap <mask>"))
            assertEquals("text: expected up to 4 [MASK] but there are 5", message("[MASK]".repeat(5)))
            assertEquals(
                "text: expected each [MASK] among the 24 tokens that the model reads but 1 stand behind them; shorten it",
                message("[MASK] " + "film ".repeat(30) + "[MASK]"),
            )
        }
    }

    @Test
    fun `an app's test needs no model`() {
        val filling = MaskFilling(4, floatArrayOf(0.9f, 0.1f), listOf("capital", "heart")::get)
        val fake = MaskedLanguageModel { FilledText(listOf(it.replace("[MASK]", filling.best.token)), listOf(filling)) }
        val filled = fake.predict("Paris is the [MASK] of France")
        assertEquals("Paris is the capital of France", filled.text)
        assertEquals(listOf("capital", "heart"), filled.masks.single().top(5).map { it.token })
    }

    private fun assertSame(expected: FilledText, actual: FilledText) {
        assertEquals(expected.texts, actual.texts)
        for ((one, other) in expected.masks.zip(actual.masks)) {
            assertEquals(one.position, other.position)
            assertArrayEquals(one.top(4).map { it.score }.toFloatArray(), other.top(4).map { it.score }.toFloatArray(), TOLERANCE)
        }
    }
}
