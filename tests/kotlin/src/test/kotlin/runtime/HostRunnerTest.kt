package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** The real LiteRT library, on models that the exporter wrote. */
class HostRunnerTest {
    private fun open(bundle: DirectoryBundle): ModelSession = ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }

    /** [name] with the model file of another bundle. */
    private fun mixed(name: String, model: File, directory: File): DirectoryBundle {
        TestBundles.bundle(name).directory.copyRecursively(directory, overwrite = true)
        model.copyTo(File(directory, "model.tflite"), overwrite = true)
        return DirectoryBundle(directory)
    }

    @ParameterizedTest
    @ValueSource(strings = ["demo_sentiment_en", "plain_dense", "plain_dense_permuted"])
    fun `answers what Keras answered`(name: String) {
        val bundle = TestBundles.bundle(name)
        open(bundle).use { session ->
            for (sample in Sample.of(bundle)) {
                val differences = sample.replay(session)
                assertEquals(sample.outputNames, differences.keys)
                assertTrue(differences.values.all { it < TOLERANCE }) { "$sample: $differences" }
            }
        }
    }

    @Test
    fun `answers what Keras answered for pictures`() {
        val bundle = TestBundles.bundle("tiny_image")
        val preprocessor = ImagePreprocessor(bundle)
        open(bundle).use { session ->
            val call = session.call("serving_default")
            for (sample in Sample.of(bundle)) session.exclusive {
                call.input(call.inputs.single().name, ElementType.FLOAT32).write(preprocessor.pixels(bundle.open(sample.image!!).use(PngImages::read)))
                call.run()
                val output = call.outputs.single().name
                assertTrue(sample.difference(output, call.output(output, ElementType.FLOAT32).read()) < TOLERANCE) { "$sample" }
            }
        }
    }

    @Test
    fun `a file whose inputs stand in another order answers right by name`() {
        val plain = TestBundles.bundle("plain_dense")
        val permuted = TestBundles.bundle("plain_dense_permuted")
        fun listOrder(bundle: ModelBundle) =
            bundle.manifest.json["signatures"].list.single()["inputs"].list.associate { it["name"].string to it["list_index"].int }
        assertNotEquals(listOrder(plain), listOrder(permuted))
        assertEquals(plain.manifest.contract, permuted.manifest.contract)
        open(plain).use { one ->
            open(permuted).use { other ->
                for (sample in Sample.of(plain)) assertEquals(sample.replay(one), sample.replay(other))
            }
        }
    }

    @Test
    fun `another file under the same manifest is refused`(@TempDir directory: File) {
        val dense = File(TestBundles.bundle("plain_dense").directory, "model.tflite")
        val bundle = mixed("demo_sentiment_en", dense, directory)
        val message = open(bundle).use { session -> assertThrows<ModelMismatchException> { session.call("serving_default") }.message!! }
        assertTrue("expected INPUT token_ids: int32[1, " in message && "but the model file has [" in message) { message }
        open(TestBundles.bundle("plain_dense")).use { session ->
            fun refusal(signature: String, direction: Direction, spec: TensorSpec) =
                assertThrows<ModelMismatchException> { session.runner.tensor(signature, direction, spec) }.message
            assertEquals(
                "expected signature x but the model file has [serving_default]",
                refusal("x", Direction.INPUT, TensorSpec("a", ElementType.FLOAT32, listOf(1, 4))),
            )
            assertEquals(
                "a: expected a: float32[1, 5] but the model file has float32[1, 4]",
                refusal("serving_default", Direction.INPUT, TensorSpec("a", ElementType.FLOAT32, listOf(1, 5))),
            )
            assertEquals(
                "b: expected b: int64[1, 3] but the model file has int32[1, 3]",
                refusal("serving_default", Direction.INPUT, TensorSpec("b", ElementType.INT64, listOf(1, 3))),
            )
        }
    }

    @Test
    fun `a broken or missing model is a ModelException`(@TempDir directory: File) {
        val rubbish = File(directory, "rubbish").apply { writeText("rubbish") }
        val bundle = mixed("plain_dense", rubbish, File(directory, "bundle"))
        assertTrue("cannot load ${bundle.file("model.tflite")}" in assertThrows<ModelException> { open(bundle) }.message!!)
        bundle.file("model.tflite").delete()
        assertTrue("cannot load ${bundle.file("model.tflite")}" in assertThrows<ModelException> { open(bundle) }.message!!)
    }

    @Test
    fun `a missing library says where it comes from`() {
        val library = System.setProperty("litert.library", "/no/such/library.so")
        try {
            assertTrue("cannot load /no/such/library.so" in assertThrows<ModelException> { open(TestBundles.bundle("plain_dense")) }.message!!)
        } finally {
            System.setProperty("litert.library", library)
        }
        val other = assertThrows<ModelException> { LiteRtHostRunner(MemoryBundle("manifest.json" to manifestText())) }
        assertEquals("LiteRtHostRunner: expected a DirectoryBundle but was memory", other.message)
    }

    /** Leaked tensor buffers alone would be 700 pages; the least of three rounds, since the JVM grows for reasons of its own too. */
    @Test
    @EnabledOnOs(OS.LINUX)
    fun `opening and closing leaves no native memory behind`() {
        fun pages(): Long {
            System.gc()
            return File("/proc/self/statm").readText().split(' ')[1].toLong()
        }

        fun growth(): Long {
            val before = pages()
            repeat(300) { open(TestBundles.bundle("plain_dense")).use { session -> repeat(5) { session.call("serving_default").close() } } }
            return pages() - before
        }
        growth()
        val least = List(3) { growth() }.min()
        assertTrue(least < 400) { "300 sessions leave $least pages of 4 KiB behind" }
    }

    private companion object {
        const val TOLERANCE = 1e-4f
    }
}
