package dev.litert.sdkgen.runtime

import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.CompiledModel
import com.google.ai.edge.litert.Environment
import com.google.ai.edge.litert.LiteRtException
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** The runner of Android apps, on stand-ins of LiteRT's classes that the real library of the desktop answers. */
class CompiledModelRunnerTest {
    private fun open(name: String, options: CompiledModelRunner.Options = CompiledModelRunner.Options()): ModelSession =
        open(name, CompiledModelRunner.factory(options))

    private fun open(name: String, runners: RunnerFactory): ModelSession {
        val bundle = TestBundles.bundle(name)
        return ModelSession.open(bundle, bundle.manifest.contract, runners) { it }
    }

    @ParameterizedTest
    @ValueSource(strings = ["demo_sentiment_en", "plain_dense", "plain_dense_permuted"])
    fun `answers as the host runner does, to the last digit`(name: String) {
        open(name).use { android ->
            open(name, ::LiteRtHostRunner).use { host ->
                for (sample in Sample.of(TestBundles.bundle(name))) {
                    val differences = sample.replay(android)
                    assertEquals(sample.replay(host), differences)
                    assertTrue(differences.values.all { it < 1e-4f }) { "$sample: $differences" }
                }
            }
        }
    }

    @Test
    fun `hands on a cache of halves, which LiteRT's classes have no word for`() = open("tiny_half_cache").use { session ->
        val model = CausalLanguageModel(session)
        for (sample in GenerationSample.of(session.bundle).take(2)) assertArrayEquals(sample.tokens, sample.replay(model))
        session.exclusive { session.clearState() }
        val cache = session.bundle.manifest.signature("decode").inputs.first { it.type === ElementType.FLOAT16 }
        val tensor = session.runner.tensor("decode", Direction.INPUT, cache)
        assertTrue("cannot read float16" in assertThrows<ModelException> { tensor.read() }.message!!)
    }

    @Test
    fun `takes the first accelerator that takes the model, and says why not the others`() {
        val asked = ArrayList<Pair<Accelerator, Set<Accelerator>>>()
        val wish = CompiledModelRunner.Options(listOf(Accelerator.NPU, Accelerator.GPU, Accelerator.CPU)) { accelerator, options ->
            asked += accelerator to options.accelerators
        }
        open("plain_dense", wish).use { session ->
            val runner = session.runner as CompiledModelRunner
            assertEquals(Accelerator.CPU, runner.accelerator)
            val reasons = listOf(Accelerator.NPU, Accelerator.GPU).associateWith { "Failed to compile model: no [$it] on this machine" }
            assertEquals(reasons, runner.refused)
        }
        // Each on its own: LiteRT would fall back to the CPU without a word.
        assertEquals(listOf(Accelerator.NPU, Accelerator.GPU, Accelerator.CPU).map { it to setOf(it) }, asked)
        open("plain_dense").use { assertTrue((it.runner as CompiledModelRunner).refused.isEmpty()) }
    }

    @Test
    fun `no accelerator is a ModelException with LiteRT's reason`() {
        val failure = assertThrows<ModelException> { open("plain_dense", CompiledModelRunner.Options(listOf(Accelerator.GPU))) }
        assertTrue("expected one of [GPU] to take the model but was refused: {GPU=Failed to compile model: no [GPU] on this machine}" in failure.message!!)
        assertInstanceOf(LiteRtException::class.java, failure.cause)
        assertThrows<IllegalArgumentException> { CompiledModelRunner.Options(emptyList()) }
    }

    @Test
    fun `options reach LiteRT`() {
        Environment.create().use { environment ->
            var threads: Int? = null
            val options = CompiledModelRunner.Options(environment = environment) { _, options ->
                options.cpuOptions = CompiledModel.CpuOptions(numThreads = 2)
                threads = options.cpuOptions?.numThreads
            }
            open("plain_dense", options).use { session -> Sample.of(session.bundle).forEach { it.replay(session) } }
            assertEquals(2, threads)
            environment.close()
            assertThrows<IllegalStateException> { open("plain_dense", options) }
        }
    }

    @Test
    fun `tensors are checked against the file`() = open("plain_dense").use { session ->
        fun refusal(spec: TensorSpec, direction: Direction = Direction.INPUT) =
            assertThrows<ModelException> { session.runner.tensor("serving_default", direction, spec) }.message
        assertEquals("a: expected a: float32[1, 5] but the model file has FLOAT[1, 4]", refusal(TensorSpec("a", ElementType.FLOAT32, listOf(1, 5))))
        assertEquals("a: expected a: int32[1, 4] but the model file has FLOAT[1, 4]", refusal(TensorSpec("a", ElementType.INT32, listOf(1, 4))))
        assertEquals("a: CompiledModel has no uint8 tensors; use InterpreterRunner", refusal(TensorSpec("a", ElementType.UINT8, listOf(1, 4))))
        assertEquals("serving_default, OUTPUT z: Tensor not found: z", refusal(TensorSpec("z", ElementType.FLOAT32, listOf(1)), Direction.OUTPUT))
        val dynamic = TensorSpec("a", ElementType.FLOAT32, listOf(-1, 4), listOf("batch", null)).at(mapOf("batch" to 1))
        assertEquals("a: CompiledModel cannot resize; export it with a fixed size instead of [batch]", refusal(dynamic))
    }

    @Test
    fun `buffers carry every value and close once`() = open("plain_dense").use { session ->
        @Suppress("UNCHECKED_CAST")
        val tensor = session.runner.tensor("serving_default", Direction.INPUT, session.bundle.manifest.signature("serving_default").inputs[0]) as Tensor<Any>
        tensor.write(floatArrayOf(1f, Float.NaN, -0f, Float.MAX_VALUE))
        assertArrayEquals(floatArrayOf(1f, Float.NaN, -0f, Float.MAX_VALUE), tensor.read() as FloatArray)
        tensor.close()
        tensor.close()
        assertThrows<IllegalStateException> { tensor.read() }
        Unit
    }

    @Test
    fun `only assets and directories have a place that LiteRT can load`() {
        val memory = MemoryBundle("manifest.json" to manifestText())
        assertEquals(
            "CompiledModelRunner: expected an AssetBundle or a DirectoryBundle but was memory",
            assertThrows<ModelException> { CompiledModelRunner.factory().open(memory) }.message,
        )
    }
}
