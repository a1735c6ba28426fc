package golden

import dev.litert.sdkgen.runtime.DepthEstimator
import dev.litert.sdkgen.runtime.ImageSegmenter
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelBundle
import dev.litert.sdkgen.runtime.ObjectDetector
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.TestBundles
import golden.bas_net.BasNet
import golden.d_fine.DFine
import golden.deep_lab.DeepLab
import golden.depth_anything.DepthAnything
import golden.retina_net.RetinaNet
import golden.seg_former.SegFormer
import java.io.File
import kotlin.math.abs
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.bas_net.java.BasNet as BasNetJava
import golden.d_fine.java.DFine as DFineJava
import golden.deep_lab.java.DeepLab as DeepLabJava
import golden.depth_anything.java.DepthAnything as DepthAnythingJava
import golden.retina_net.java.RetinaNet as RetinaNetJava
import golden.seg_former.java.SegFormer as SegFormerJava

/** `predict()` in both languages on the real LiteRT library, against KerasHub's own answers to the same pictures (tests/vectors/boxes.py, masks.py). */
class PictureAnswersTest {
    @Test
    fun `RetinaNet finds what KerasHub finds`() = detectors("retina_net") { bundle ->
        listOf(RetinaNet.create(bundle, ::LiteRtHostRunner), RetinaNetJava.create(bundle, ::LiteRtHostRunner))
    }

    @Test
    fun `D-FINE finds what KerasHub finds`() = detectors("d_fine") { bundle ->
        listOf(DFine.create(bundle, ::LiteRtHostRunner), DFineJava.create(bundle, ::LiteRtHostRunner))
    }

    @Test
    fun `SegFormer sees what KerasHub sees`() = segmenters("seg_former") { bundle ->
        listOf(SegFormer.create(bundle, ::LiteRtHostRunner), SegFormerJava.create(bundle, ::LiteRtHostRunner))
    }

    @Test
    fun `DeepLab sees what KerasHub sees`() = segmenters("deep_lab") { bundle ->
        listOf(DeepLab.create(bundle, ::LiteRtHostRunner), DeepLabJava.create(bundle, ::LiteRtHostRunner))
    }

    @Test
    fun `BASNet sees what KerasHub sees`() = segmenters("bas_net") { bundle ->
        listOf(BasNet.create(bundle, ::LiteRtHostRunner), BasNetJava.create(bundle, ::LiteRtHostRunner))
    }

    @Test
    fun `depths are those of KerasHub`() {
        val bundle = TestBundles.bundle("depth_anything")
        val models = listOf<DepthEstimator>(DepthAnything.create(bundle, ::LiteRtHostRunner), DepthAnythingJava.create(bundle, ::LiteRtHostRunner))
        answers("masks", "depth_anything") { image, expected ->
            for (model in models) {
                val map = model.predict(image)
                for ((i, value) in expected.list.withIndex()) {
                    if (!value.isNumber) assertTrue(map.values[i].isNaN()) else assertEquals(value.float, map.values[i], 1e-3f)
                }
                assertEquals(expected.list.size, map.values.size)
            }
        }
        models.forEach { (it as AutoCloseable).close() }
    }

    private fun detectors(name: String, open: (ModelBundle) -> List<ObjectDetector>) {
        val models = open(TestBundles.bundle(name))
        var found = 0
        answers("boxes", name) { image, expected ->
            for (model in models) {
                val detections = model.predict(image)
                assertEquals(expected.list.map { it["index"].int }, detections.map { it.index })
                for ((detection, keras) in detections.zip(expected.list)) {
                    val box = detection.box.run { listOf(top, left, bottom, right) }
                    val distance = box.zip(keras["box"].list) { a, b -> abs(a - b.float) }.max()
                    assertTrue(distance < PIXELS) { "$detection is $distance pixels from ${keras["box"].list.map { it.float }}" }
                    assertEquals(keras["score"].float, detection.score, TOLERANCE)
                    assertEquals("${detection.index}", detection.label)
                }
                found += detections.size
            }
        }
        assertTrue(found > 30) { "only $found detections" }
        println("$name: $found detections as KerasHub's")
        models.forEach { (it as AutoCloseable).close() }
    }

    private fun segmenters(name: String, open: (ModelBundle) -> List<ImageSegmenter>) {
        val models = open(TestBundles.bundle(name))
        val classes = mutableSetOf<Int>()
        answers("masks", name) { image, expected ->
            val ids = expected["class_ids"].list.map { it.int }
            for (model in models) {
                val result = model.predict(image)
                val different = ids.indices.count { ids[it] != result.classIds[it] }
                assertTrue(different <= expected["close"].int) { "$different of ${ids.size} pixels differ" }
                assertEquals(listOf(image.width, image.height, ids.size), listOf(result.width, result.height, result.classIds.size))
            }
            classes += ids
        }
        assertTrue(classes.count { it >= 0 } > 1) { "one class only: $classes" }
        models.forEach { (it as AutoCloseable).close() }
    }

    private fun answers(topic: String, name: String, compare: (RgbImage, Json) -> Unit) {
        val directory = TestBundles.vectors(topic)
        val answers = Json.parse("answers.json", File(directory, "answers.json").readText())[name].list
        assertTrue(answers.size >= 4)
        for ((i, answer) in answers.withIndex()) compare(PngImages.read(File(directory, "picture_$i.png")), answer)
    }

    private companion object {
        /** Of pictures up to 120 pixels wide: float32 on two CPUs. */
        const val PIXELS = 0.02f
    }
}
