package golden

import dev.litert.sdkgen.runtime.Classification
import dev.litert.sdkgen.runtime.Classifier
import dev.litert.sdkgen.runtime.ElementType
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.LiteRtModel
import dev.litert.sdkgen.runtime.ModelMismatchException
import dev.litert.sdkgen.runtime.Sample
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.TextClassifier
import dev.litert.sdkgen.runtime.TextPreprocessor
import golden.demo_sentiment_en.DemoSentimentEn
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.demo_sentiment_en.java.DemoSentimentEn as DemoSentimentEnJava

/** The generated text classifier, in both languages, on the real LiteRT library against what Keras gave. */
class TextClassifierTest {
    private val bundle = TestBundles.bundle("demo_sentiment_en")
    private val samples = Sample.of(bundle)

    private fun kotlin() = DemoSentimentEn.create(bundle, ::LiteRtHostRunner)

    private fun java() = DemoSentimentEnJava.create(bundle, ::LiteRtHostRunner)

    @Test
    fun `logits equal Keras in Kotlin`() = kotlin().use { model ->
        compare { DemoSentimentEn.Inputs(it.ids("token_ids"), it.ids("padding_mask"), it.ids("segment_ids")).let(model::run).logits }
    }

    @Test
    fun `logits equal Keras in Java`() = java().use { model ->
        compare { sample ->
            val inputs = DemoSentimentEnJava.Inputs().segmentIds(sample.ids("segment_ids")).paddingMask(sample.ids("padding_mask")).tokenIds(sample.ids("token_ids"))
            model.run(inputs).logits
        }
    }

    @Test
    fun `predict of a text or a pair equals Keras in both languages`() {
        val classifier = Classifier(bundle)
        kotlin().use { kotlin ->
            java().use { java ->
                for ((sample, logits) in samples.zip(kerasOutputs(bundle, "logits"))) {
                    val keras = classifier.classify(logits)
                    val (first, second) = sample.text.first() to sample.text.getOrNull(1)
                    assertSame(keras, if (second == null) kotlin.predict(first) else kotlin.predict(first, second))
                    assertSame(keras, if (second == null) java.predict(first) else java.predict(first, second))
                }
            }
        }
        assertTrue(samples.any { it.text.size == 1 }) { "the samples hold a text" }
    }

    @Test
    fun `a pair is packed as a pair`() {
        val pair = TextPreprocessor(bundle).pack("a film", "not good")
        val inputs = DemoSentimentEn.Inputs(pair.tokenIds, pair.paddingMask, pair.segmentIds)
        kotlin().use { kotlin ->
            val expected = Classifier(bundle).classify(kotlin.run(inputs).logits)
            assertSame(expected, kotlin.predict("a film", "not good"))
            java().use { assertSame(expected, it.predict("a film", "not good")) }
        }
        assertTrue(1 in pair.segmentIds)
    }

    @Test
    fun `a list gives an answer for each text, in its order`() {
        val texts = listOf("a wonderful film", "", "The service was slow, and the food was cold.", "a wonderful film")
        for (predict in listOf<(List<String>) -> List<Classification>>({ list -> kotlin().use { it.predict(list) } }, { list -> java().use { it.predict(list) } })) {
            val answers = predict(texts)
            kotlin().use { model -> texts.zip(answers).forEach { (text, answer) -> assertSame(model.predict(text), answer) } }
            assertEquals(texts.size, answers.size)
            assertEquals(emptyList<Classification>(), predict(emptyList()))
        }
    }

    @Test
    fun `constants state the model`() {
        assertEquals(bundle.manifest.contract, DemoSentimentEn.CONTRACT)
        assertEquals(DemoSentimentEn.CONTRACT, DemoSentimentEnJava.CONTRACT)
        assertEquals(64, DemoSentimentEn.SEQUENCE_LENGTH)
        assertEquals(64, DemoSentimentEnJava.SEQUENCE_LENGTH)
    }

    @Test
    fun `another contract is refused`() {
        val other = TestBundles.bundle("plain_dense")
        val message = "$other: expected contract ${DemoSentimentEn.CONTRACT} but was ${other.manifest.contract}; generate the class again from this bundle"
        assertEquals(message, assertThrows<ModelMismatchException> { DemoSentimentEn.create(other, ::LiteRtHostRunner) }.message)
        assertEquals(message, assertThrows<ModelMismatchException> { DemoSentimentEnJava.create(other, ::LiteRtHostRunner) }.message)
    }

    @Test
    fun `wrong inputs are the caller's fault`() {
        kotlin().use { model ->
            val error = assertThrows<IllegalArgumentException> { model.run(DemoSentimentEn.Inputs(IntArray(63), IntArray(64), IntArray(64))) }
            assertEquals("token_ids: expected 64 values [1, 64] but was 63", error.message)
        }
        java().use { model ->
            val error = assertThrows<IllegalArgumentException> { model.run(DemoSentimentEnJava.Inputs().tokenIds(IntArray(64))) }
            assertEquals("Inputs.paddingMask is not set", error.message)
        }
    }

    @Test
    fun `close is idempotent and use after it refused`() {
        for (model in listOf<LiteRtModel>(kotlin(), java())) {
            model.close()
            model.close()
            assertEquals("demo_sentiment_en is closed", assertThrows<IllegalStateException> { (model as TextClassifier).predict("x") }.message)
        }
    }

    @Test
    fun `an app's test needs no model`() {
        val fake = TextClassifier { Classification("positive", 1f) }
        assertEquals("positive", fake.predict("anything").label)
    }

    private fun compare(run: (Sample) -> FloatArray) {
        val differences = samples.map { it.difference("logits", run(it)) }
        println("${samples.size} samples, largest difference ${differences.max()}")
        assertTrue(differences.max() < TOLERANCE) { "$differences" }
    }

    private fun Sample.ids(name: String): IntArray = input(name, ElementType.INT32)

    private fun assertSame(expected: Classification, actual: Classification) {
        assertEquals(expected.label, actual.label)
        assertArrayEquals(expected.top(2).map { it.score }.toFloatArray(), actual.top(2).map { it.score }.toFloatArray(), TOLERANCE)
    }
}
