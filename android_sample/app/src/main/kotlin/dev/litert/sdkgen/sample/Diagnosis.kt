package dev.litert.sdkgen.sample

import android.content.Context
import dev.litert.sdkgen.sample.litert.runtime.AssetBundle
import dev.litert.sdkgen.sample.litert.runtime.ModelBundle
import java.security.MessageDigest
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.json.JSONObject

/** Opens any model of the app on a chosen accelerator, times it, and compares it with what Keras gave at export. */
internal class Diagnosis(private val application: Context) : AutoCloseable {
    suspend fun run(model: SampleModel, choice: Engine.Choice): Report = withContext(Dispatchers.Default) {
        val bundle = AssetBundle(application, model.bundle)
        val start = System.nanoTime()
        model.create(bundle, choice.runners).use { opened ->
            val load = System.nanoTime() - start
            val replay = Replay(opened.session)
            val first = replay.time(1).single()
            val runs = replay.time(RUNS).sorted()
            val manifest = JSONObject(bundle.text("manifest.json"))
            val file = DigestOf(bundle, bundle.manifest.modelFile)
            Report(
                engine = Engine.report(application, choice, opened.session.runner),
                loadNanos = load,
                firstNanos = first,
                runNanos = runs,
                file = bundle.manifest.modelFile,
                bytes = file.bytes,
                sha256 = file.sha256,
                isAsExported = file.sha256 == manifest.getJSONObject("model").getString("sha256"),
                tolerance = manifest.getJSONObject("verification").getDouble("tolerance").toFloat(),
                samples = replay.samples.map { SampleReport(it.toString(), replay.difference(it)) },
            )
        }
    }

    /** Each model is closed where it was opened. */
    override fun close(): Unit = Unit

    private class DigestOf(bundle: ModelBundle, file: String) {
        var bytes = 0L
            private set
        val sha256: String

        init {
            val digest = MessageDigest.getInstance("SHA-256")
            bundle.open(file).use { stream ->
                val buffer = ByteArray(1 shl 16)
                while (true) {
                    val count = stream.read(buffer)
                    if (count < 0) break
                    digest.update(buffer, 0, count)
                    bytes += count
                }
            }
            sha256 = digest.digest().joinToString("") { "%02x".format(it) }
        }
    }

    private companion object {
        const val RUNS = 50
    }
}

/**
 * @property runNanos sorted
 * @property tolerance largest difference that counts as equal, on the scale of the outputs
 */
internal class Report(
    val engine: EngineReport,
    val loadNanos: Long,
    val firstNanos: Long,
    val runNanos: List<Long>,
    val file: String,
    val bytes: Long,
    val sha256: String,
    val isAsExported: Boolean,
    val tolerance: Float,
    val samples: List<SampleReport>,
) {
    fun passes(sample: SampleReport): Boolean = sample.difference <= tolerance
}

internal class SampleReport(val name: String, val difference: Float)

/** What ran a model: the truth about accelerators, not the wish. */
internal class EngineReport(val runner: String, val asked: String, val available: String, val used: String, val refused: Map<String, String>)
