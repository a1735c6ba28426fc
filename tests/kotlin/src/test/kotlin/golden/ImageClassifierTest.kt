package golden

import dev.litert.sdkgen.runtime.Classifier
import dev.litert.sdkgen.runtime.ImageClassifier
import dev.litert.sdkgen.runtime.ImagePreprocessor
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.Sample
import dev.litert.sdkgen.runtime.TestBundles
import golden.tiny_image.TinyImage
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.tiny_image.java.TinyImage as TinyImageJava

/** The generated image classifier, in both languages, on the real LiteRT library against what Keras gave for the same PNG files. */
class ImageClassifierTest {
    private val bundle = TestBundles.bundle("tiny_image")
    private val samples = Sample.of(bundle)
    private val preprocessor = ImagePreprocessor(bundle)

    private fun picture(sample: Sample): RgbImage = PngImages.read(bundle.file(checkNotNull(sample.image)))

    @Test
    fun `logits equal Keras in Kotlin`() = TinyImage.create(bundle, ::LiteRtHostRunner).use { model ->
        compare { model.run(TinyImage.Inputs(image = preprocessor.pixels(it))).logits }
    }

    @Test
    fun `logits equal Keras in Java`() = TinyImageJava.create(bundle, ::LiteRtHostRunner).use { model ->
        compare { model.run(TinyImageJava.Inputs().image(preprocessor.pixels(it))).logits }
    }

    @Test
    fun `predict equals Keras in both languages`() {
        TinyImage.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyImageJava.create(bundle, ::LiteRtHostRunner).use { java ->
                for ((sample, logits) in samples.zip(kerasOutputs(bundle, "logits"))) {
                    val keras = Classifier(bundle).classify(logits)
                    for (model in listOf<ImageClassifier>(kotlin, java)) {
                        val result = model.predict(picture(sample))
                        assertEquals(keras.label, result.label)
                        assertEquals(keras.score, result.score, TOLERANCE)
                    }
                }
            }
        }
    }

    @Test
    fun `a plain Keras model that takes blue first answers under the same class, since its contract is the same`() {
        val plain = TestBundles.bundle("plain_image")
        val expected = kerasOutputs(plain, "logits").map { Classifier(plain).classify(it) }
        TinyImage.create(plain, ::LiteRtHostRunner).use { model ->
            for ((sample, keras) in Sample.of(plain).zip(expected)) {
                val result = model.predict(PngImages.read(plain.file(checkNotNull(sample.image))))
                assertEquals(keras.label, result.label)
                assertEquals(keras.score, result.score, TOLERANCE)
            }
        }
    }

    @Test
    fun `constants state the model`() {
        assertEquals(bundle.manifest.contract, TinyImage.CONTRACT)
        assertEquals(TinyImage.CONTRACT, TinyImageJava.CONTRACT)
        assertEquals(listOf(32, 32), listOf(TinyImage.IMAGE_HEIGHT, TinyImage.IMAGE_WIDTH))
        assertEquals(listOf(32, 32), listOf(TinyImageJava.IMAGE_HEIGHT, TinyImageJava.IMAGE_WIDTH))
    }

    private fun compare(run: (RgbImage) -> FloatArray) {
        val differences = samples.map { it.difference("logits", run(picture(it))) }
        println("${samples.size} pictures, largest difference ${differences.max()}")
        assertTrue(differences.max() < TOLERANCE) { "$differences" }
    }
}
