package golden

import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.LiteRtModel
import dev.litert.sdkgen.runtime.ModelBundle
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.RunnerFactory
import dev.litert.sdkgen.runtime.TestBundles
import golden.bas_net.BasNet
import golden.depth_anything.DepthAnything
import golden.image_embedder.ImageEmbedderModel
import golden.seg_former.SegFormer
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Models without KerasHub, described by options of the export: the same classes open them, and they answer as the KerasHub models that they are. */
class PlainPicturesTest {
    private val pictures = listOf(64 to 48, 31 to 57, 40 to 40).map { (width, height) ->
        RgbImage(width, height, IntArray(width * height) { (it % width * 5 shl 16) or (it / width * 4 shl 8) or (it * 31 and 0xFF) })
    }

    private fun <M : LiteRtModel, A> compare(name: String, create: (ModelBundle, RunnerFactory) -> M, answer: (M, RgbImage) -> A, check: (A, A) -> Unit) =
        create(TestBundles.bundle(name), ::LiteRtHostRunner).use { hub ->
            create(TestBundles.bundle("plain_$name"), ::LiteRtHostRunner).use { plain ->
                for (picture in pictures) check(answer(hub, picture), answer(plain, picture))
            }
        }

    @Test
    fun `a segmenter by the largest number`() = compare("seg_former", SegFormer::create, SegFormer::predict) { expected, actual ->
        val places = (0 until expected.height).flatMap { y -> (0 until expected.width).map { x -> x to y } }
        val same = places.count { (x, y) -> expected.labelAt(x, y) == actual.labelAt(x, y) }
        assertTrue(same >= places.size * 99 / 100) { "$same of ${places.size}" } // of numbers that are nearly equal either may be the larger
    }

    @Test
    fun `a segmenter by a probability`() = compare("bas_net", BasNet::create, BasNet::predict) { expected, actual ->
        val places = (0 until expected.height).flatMap { y -> (0 until expected.width).map { x -> x to y } }
        assertEquals(setOf("background", "foreground"), places.mapNotNull { (x, y) -> actual.labelAt(x, y) }.toSet())
        assertEquals(places.map { (x, y) -> expected.labelAt(x, y) }, places.map { (x, y) -> actual.labelAt(x, y) })
    }

    @Test
    fun `a depth estimator`() = compare("depth_anything", DepthAnything::create, DepthAnything::predict) { expected, actual ->
        assertArrayEquals(expected.values, actual.values, 1e-3f)
    }

    @Test
    fun `an embedder`() = compare("image_embedder", ImageEmbedderModel::create, ImageEmbedderModel::predict) { expected, actual ->
        assertArrayEquals(expected.values, actual.values, 1e-4f)
    }
}
