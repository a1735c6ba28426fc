import com.sun.management.ThreadMXBean
import dev.litert.sdkgen.runtime.DirectoryBundle
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.LiteRtModel
import dev.litert.sdkgen.runtime.ModelBundle
import dev.litert.sdkgen.runtime.Prompt
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.RunnerFactory
import golden.bas_net.BasNet
import golden.deep_lab.DeepLab
import golden.depth_anything.DepthAnything
import golden.image_embedder.ImageEmbedderModel
import golden.retina_net.RetinaNet
import golden.sam.Sam
import golden.tiny_image.TinyImage
import java.io.File
import java.lang.management.ManagementFactory

private val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean

/** A class that was generated, and what an app does with it: a picture in, the answer used. */
private class Case(val name: String, val create: (ModelBundle, RunnerFactory) -> LiteRtModel, val use: (LiteRtModel, RgbImage) -> Any?)

private val CASES = listOf(
    Case("tiny_image", TinyImage::create) { model, image -> (model as TinyImage).predict(image).label },
    Case("image_embedder", ImageEmbedderModel::create) { model, image -> (model as ImageEmbedderModel).predict(image).values },
    Case("retina_net", RetinaNet::create) { model, image -> (model as RetinaNet).predict(image) },
    Case("deep_lab", DeepLab::create) { model, image -> (model as DeepLab).predict(image).labelAt(image.width / 2, image.height / 2) },
    Case("bas_net", BasNet::create) { model, image -> (model as BasNet).predict(image).labelAt(image.width / 2, image.height / 2) },
    Case("depth_anything", DepthAnything::create) { model, image -> (model as DepthAnything).predict(image).at(image.width / 2, image.height / 2) },
    Case("sam", Sam::create) { model, image -> (model as Sam).predict(image, Prompt().withPoint(image.width / 2f, image.height / 2f)).best },
)

/** Prints name and bytes that one `predict()` of a picture of 4000 x 3000 pixels allocates, its answer included; `args[0]` holds the bundles. */
public fun main(args: Array<String>) {
    val picture = RgbImage(4000, 3000, IntArray(12_000_000) { it * 31 })
    for (case in CASES) {
        case.create(DirectoryBundle(File(args[0], case.name)), ::LiteRtHostRunner).use { model ->
            repeat(3) { case.use(model, picture) }
            val before = threads.getThreadAllocatedBytes(Thread.currentThread().id)
            case.use(model, picture)
            println("${case.name}\t${threads.getThreadAllocatedBytes(Thread.currentThread().id) - before}")
        }
    }
}
