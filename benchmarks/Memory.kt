import com.sun.management.ThreadMXBean
import dev.litert.sdkgen.runtime.DirectoryBundle
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.LiteRtModel
import dev.litert.sdkgen.runtime.ModelBundle
import dev.litert.sdkgen.runtime.Prompt
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.RunnerFactory
import full.bas_net.BasNet
import full.clip.Clip
import full.d_fine.DFine
import full.deep_lab.DeepLab
import full.depth_anything.DepthAnything
import full.gemma3.Gemma3
import full.image_classifier.ImageClassifierModel
import full.image_embedder.ImageEmbedderModel
import full.pali_gemma.PaliGemma
import full.parseq.Parseq
import full.retina_net.RetinaNet
import full.sam.Sam
import full.sam3.Sam3
import full.seg_former.SegFormer
import full.seg_former_1024.SegFormer1024
import java.io.File
import java.lang.management.ManagementFactory

private val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean

private val allocated: Long get() = threads.getThreadAllocatedBytes(Thread.currentThread().id)

/** A class that was generated, what an app asks it of a picture, and what of the answer is made when it is looked at. */
private class Case<M : LiteRtModel, A>(
    private val name: String,
    private val create: (ModelBundle, RunnerFactory) -> M,
    private val ask: (M, RgbImage) -> A,
    private val look: ((A) -> Any?)? = null,
) {
    /** The name, bytes that an answer takes, and, if something is left for later, bytes with that. */
    fun measure(bundles: File, picture: RgbImage): String = create(DirectoryBundle(File(bundles, name)), ::LiteRtHostRunner).use { model ->
        repeat(2) { ask(model, picture) }
        val before = allocated
        val answer = ask(model, picture)
        val asked = allocated - before
        look?.invoke(answer)
        listOfNotNull(name, asked, look?.let { allocated - before }).joinToString("\t")
    }
}

private val SHORT = GenerationOptions(maxTokens = 4)

private val CASES = listOf(
    Case("image_classifier", ImageClassifierModel::create, { model, image -> model.predict(image) }),
    Case("image_embedder", ImageEmbedderModel::create, { model, image -> model.predict(image) }),
    Case("clip", Clip::create, { model, image -> model.predict(image, listOf("a cat", "a dog")) }),
    Case("retina_net", RetinaNet::create, { model, image -> model.predict(image) }),
    Case("d_fine", DFine::create, { model, image -> model.predict(image) }),
    Case("seg_former", SegFormer::create, { model, image -> model.predict(image) }),
    Case("seg_former_1024", SegFormer1024::create, { model, image -> model.predict(image) }),
    Case("deep_lab", DeepLab::create, { model, image -> model.predict(image) }),
    Case("bas_net", BasNet::create, { model, image -> model.predict(image) }),
    Case("depth_anything", DepthAnything::create, { model, image -> model.predict(image) }),
    Case("sam", Sam::create, { model, image -> model.predict(image, Prompt().withPoint(image.width / 2f, image.height / 2f)) }, { it.best.segmentation }),
    Case("sam3", Sam3::create, { model, image -> model.predict(image, "the dogs") }, { it.firstOrNull()?.segmentation }),
    Case("parseq", Parseq::create, { model, image -> model.read(image) }),
    Case("pali_gemma", PaliGemma::create, { model, image -> model.generate("caption", image, SHORT) }),
    Case("gemma3", Gemma3::create, { model, image -> model.generate("<start_of_image> caption", image, SHORT) }),
)

/** Prints what each model allocates for a picture of 4000 x 3000 pixels; `args[0]` holds the bundles. */
public fun main(args: Array<String>) {
    val picture = RgbImage(4000, 3000, IntArray(12_000_000) { it * 31 })
    for (case in CASES) println(case.measure(File(args[0]), picture))
}
