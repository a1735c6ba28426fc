package documented

import android.content.Context
import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.Environment
import dev.litert.sdkgen.sample.litert.DemoSentimentEn
import dev.litert.sdkgen.sample.litert.runtime.AssetBundle
import dev.litert.sdkgen.sample.litert.runtime.CompiledModelRunner
import dev.litert.sdkgen.sample.litert.runtime.DirectoryBundle
import java.io.File
import java.io.IOException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.LooperMode
import documented.java.Sentiment as SentimentJava

/** The code of the documents does what they say. That it is the code of the documents is for tests/test_documents.py. */
@RunWith(RobolectricTestRunner::class)
@LooperMode(LooperMode.Mode.INSTRUMENTATION_TEST) // a main thread of its own, as an app has it
internal class DocumentedTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val assets = File(System.getProperty("sample.assets")!!)
    private val target = File(context.filesDir, "models/demo_sentiment_en")
    private val download = File(context.filesDir, "models/download")

    @Test
    fun `Kotlin answers`() {
        Sentiment(context).use { sentiment -> assertEquals("positive", runBlocking { sentiment.of("a wonderful film") }) }
        Sentiment(context).close()
    }

    @Test
    fun `Java answers`() {
        val label = CompletableFuture<String>()
        SentimentJava(context).use { sentiment ->
            sentiment.of("a wonderful film") { label.complete(it) }
            assertEquals("positive", label.get(20, TimeUnit.SECONDS))
        }
    }

    @Test
    fun `a downloaded bundle is opened once it is there`() {
        open(context).use { assertTrue(it.session.bundle is AssetBundle) }
        repeat(2) {
            bundle("demo_sentiment_en")
            install(download, target)
            open(context).use { model ->
                assertEquals(target, (model.session.bundle as DirectoryBundle).directory)
                assertEquals("positive", model.predict("a wonderful film").label)
            }
        }
    }

    @Test
    fun `a damaged or foreign bundle leaves the one in the app`() {
        bundle("demo_sentiment_en")
        File(download, "vocabulary.txt").appendText("more\n")
        assertThrows(IOException::class.java) { install(download, target) }
        bundle("demo_sentiment_en")
        File(download, "model.tflite").delete()
        assertThrows(IOException::class.java) { install(download, target) }
        bundle("digits")
        install(download, target)
        open(context).use { assertTrue(it.session.bundle is AssetBundle) }
    }

    @Test
    fun `the accelerator that runs is told`() {
        documented.runtimes.open(context).use { model ->
            val runner = model.session.runner as CompiledModelRunner
            assertEquals(Accelerator.CPU to setOf(Accelerator.GPU), runner.accelerator to runner.refused.keys)
        }
        Environment.create(context).use { environment ->
            documented.runtimes.open(context, environment).use { model: DemoSentimentEn -> assertEquals("positive", model.predict("a wonderful film").label) }
        }
    }

    private fun bundle(name: String) {
        download.deleteRecursively()
        File(assets, name).copyRecursively(download)
    }
}
