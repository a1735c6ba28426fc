package golden

import dev.litert.sdkgen.runtime.Embedding
import dev.litert.sdkgen.runtime.ImageEmbedder
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.Sample
import dev.litert.sdkgen.runtime.TestBundles
import golden.image_embedder.ImageEmbedderModel
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.image_embedder.java.ImageEmbedderModel as ImageEmbedderModelJava

/** The features of pictures on the real LiteRT library, against those that Keras gave at export. */
class ImageEmbedderTest {
    private val bundle = TestBundles.bundle("image_embedder")

    @Test
    fun `embeddings are those of Keras`() = ImageEmbedderModel.create(bundle, ::LiteRtHostRunner).use { kotlin ->
        ImageEmbedderModelJava.create(bundle, ::LiteRtHostRunner).use { java ->
            val samples = Sample.of(bundle)
            val pictures = samples.map { PngImages.read(bundle.file(checkNotNull(it.image))) }
            for ((picture, expected) in pictures.zip(kerasOutputs(bundle, "embedding"))) {
                assertArrayEquals(expected, kotlin.predict(picture).values, TOLERANCE)
                assertArrayEquals(expected, java.predict(picture).values, TOLERANCE)
            }
            val embeddings = pictures.map(kotlin::predict)
            val nearest = embeddings[1].nearest(embeddings, 3)
            assertEquals(3, nearest.size)
            assertEquals(1, nearest.first().index)
            assertEquals(1f, nearest.first().similarity, TOLERANCE)
            assertTrue(nearest.last().similarity < 1f)
        }
    }

    @Test
    fun `a picture of one colour and one pixel has an embedding`() = ImageEmbedderModel.create(bundle, ::LiteRtHostRunner).use { model ->
        assertTrue(model.predict(RgbImage(1, 1, intArrayOf(0xFF0000))).values.all { it.isFinite() })
    }

    @Test
    fun `a lambda takes the model's place in an app's test`() {
        val fake = ImageEmbedder { Embedding(floatArrayOf(it.width.toFloat())) }
        assertEquals(3f, fake.predict(RgbImage(3, 1, IntArray(3))).values.single())
    }
}
