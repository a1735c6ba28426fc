package golden

import dev.litert.sdkgen.runtime.Embedding
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.Sample
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.TextEmbedder
import golden.embedder_bert.EmbedderBert
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.embedder_bert.java.EmbedderBert as EmbedderBertJava

/** The generated text embedder, in both languages, on the real LiteRT library against what Keras gave. */
class TextEmbedderTest {
    private val bundle = TestBundles.bundle("embedder_bert")
    private val samples = Sample.of(bundle).zip(kerasOutputs(bundle, "embedding"))

    @Test
    fun `texts and pairs equal Keras in both languages`() {
        EmbedderBert.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            EmbedderBertJava.create(bundle, ::LiteRtHostRunner).use { java ->
                for ((sample, keras) in samples) {
                    val (first, second) = sample.text.first() to sample.text.getOrNull(1)
                    assertArrayEquals(keras, (if (second == null) kotlin.predict(first) else kotlin.predict(first, second)).values, TOLERANCE)
                    assertArrayEquals(keras, (if (second == null) java.predict(first) else java.predict(first, second)).values, TOLERANCE)
                }
            }
        }
        assertTrue(samples.any { it.first.text.size == 2 })
    }

    @Test
    fun `a list gives an embedding for each text, in its order`() {
        val (texts, keras) = samples.filter { it.first.text.size == 1 }.map { it.first.text.single() to it.second }.unzip()
        val listed = EmbedderBert.create(bundle, ::LiteRtHostRunner).use { it.predict(texts) }
        val listedByJava = EmbedderBertJava.create(bundle, ::LiteRtHostRunner).use { it.predict(texts) }
        assertTrue(texts.size >= 5 && listed.size == texts.size && listedByJava.size == texts.size)
        for (i in texts.indices) {
            assertArrayEquals(keras[i], listed[i].values, TOLERANCE)
            assertArrayEquals(keras[i], listedByJava[i].values, TOLERANCE)
            assertEquals(i, Embedding(keras[i]).nearest(listed).single().index)
        }
    }

    @Test
    fun `an app's test needs no model`() {
        val fake = TextEmbedder { Embedding(floatArrayOf(it.length.toFloat(), 1f)) }
        assertEquals(1f, fake.predict("one").cosine(fake.predict("two")), 1e-6f)
    }
}
