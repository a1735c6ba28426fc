package golden

import dev.litert.sdkgen.runtime.DirectoryBundle
import dev.litert.sdkgen.runtime.FakeRunner
import dev.litert.sdkgen.runtime.FakeTensor
import dev.litert.sdkgen.runtime.FakeTensors
import dev.litert.sdkgen.runtime.RunnerFactory
import golden.hostile.Hostile
import golden.quantized_batch.QuantizedBatch
import golden.two_signatures_state.TwoSignaturesState
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.hostile.java.Hostile as HostileJava
import golden.quantized_batch.java.QuantizedBatch as QuantizedBatchJava
import golden.two_signatures_state.java.TwoSignaturesState as TwoSignaturesStateJava

/** Wrappers of models that need no real one to be tested: the names, sizes and states that reach the runner. */
class FakeModelsTest {
    private fun bundle(case: String) = DirectoryBundle(File("../golden/$case"))

    private fun FakeTensor.floats() = value as FloatArray

    // hostile: each input reaches the tensor of its own name, whatever that is

    private val hostileInputs = listOf(
        "in", "object", "class", "result", "a.b/c:0", "\$x", "\ud83d\ude42 */", "1st", "session", "run", "values", "a_b_c_0", "{@link \\u002a/}`",
    )

    private val hostile = FakeRunner { signature, inputs, outputs ->
        if (signature == "serving \"default\" \$x */ /* \\u000a") {
            assertEquals(hostileInputs, inputs.entries.sortedBy { it.value.floats()[0] }.map { it.key })
            for ((i, name) in listOf("return", "sum", "class", "outputs").withIndex()) outputs.getValue(name).value = floatArrayOf(i + 0.5f)
        } else {
            assertEquals("*/ \" \n", signature)
            assertTrue((inputs.getValue("call").value as BooleanArray).single())
            assertEquals(7L, (inputs.getValue("tensors").value as LongArray).single())
            outputs.getValue("given").value = inputs.getValue("inputs").value
        }
    }

    private fun pair(i: Int) = floatArrayOf(i.toFloat(), 0f)

    @Test
    fun `hostile names in Kotlin`() = Hostile.create(bundle("hostile")) { hostile }.use { model ->
        val outputs = model.predict(
            in_ = pair(0), object_ = pair(1), class_ = pair(2), result = pair(3), aBC0 = pair(4), x = pair(5), input = pair(6), input1st = pair(7),
            session = pair(8), run = pair(9), values = pair(10), aBC0_2 = pair(11), linkU002a = pair(12),
        )
        assertEquals(listOf(0.5f, 1.5f, 2.5f, 3.5f), listOf(outputs.return_, outputs.sum, outputs.class_, outputs.outputs).map { it.single() })
        val other = model.runSignature(Hostile.SignatureInputs(call = booleanArrayOf(true), tensors = longArrayOf(7), inputs = byteArrayOf(-1)))
        assertEquals(-1, other.given.single())
    }

    @Test
    fun `hostile names in Java`() = HostileJava.create(bundle("hostile")) { hostile }.use { model ->
        val inputs = HostileJava.Inputs().in_(pair(0)).object_(pair(1)).class_(pair(2)).result(pair(3)).aBC0(pair(4)).x(pair(5)).input(pair(6)).input1st(pair(7))
        val outputs = model.run(inputs.session(pair(8)).run(pair(9)).values(pair(10)).aBC0_2(pair(11)).linkU002a(pair(12)))
        assertEquals(listOf(0.5f, 1.5f, 2.5f, 3.5f), listOf(outputs.return_, outputs.sum, outputs.class_, outputs.outputs).map { it.single() })
        val other = model.runSignature(HostileJava.SignatureInputs().call(booleanArrayOf(true)).tensors(longArrayOf(7)).inputs(byteArrayOf(-1)))
        assertEquals(-1, other.given.single())
    }

    // quantized_batch: floats at the surface, int8 below, scale 0.25 and zero point -3; the batch is known per call

    private val batches = ArrayList<Int>()

    private val quantized = FakeRunner { _, inputs, outputs ->
        val image = inputs.getValue("image")
        batches += image.spec.shape[0]
        assertTrue((image.value as ByteArray).all { it == 1.toByte() }) // 1.0 / 0.25 - 3
        outputs.getValue("probabilities").value = ByteArray(image.spec.shape[0] * 10) { it.toByte() }
        outputs.getValue("done").value = BooleanArray(image.spec.shape[0]) { it > 0 }
    }

    private fun ones(batch: Int) = FloatArray(batch * 8 * 8 * 3) { 1f }

    private val probabilities = FloatArray(20) { (it + 3) * 0.25f }

    @Test
    fun `run-time batch and int8 in Kotlin`() = QuantizedBatch.create(bundle("quantized_batch")) { quantized }.use { model ->
        val two = model.predict(image = ones(2), count = longArrayOf(5), batch = 2)
        assertArrayEquals(probabilities, two.probabilities)
        assertArrayEquals(booleanArrayOf(false, true), two.done)
        assertEquals(10, model.run(QuantizedBatch.Inputs(ones(1), longArrayOf(5), 1)).probabilities.size)
        assertEquals(listOf(2, 1), batches)
        assertEquals("image: expected 192 values [1, 8, 8, 3] but was 384", assertThrows<IllegalArgumentException> { model.predict(ones(2), longArrayOf(5), 1) }.message)
    }

    @Test
    fun `run-time batch and int8 in Java`() = QuantizedBatchJava.create(bundle("quantized_batch")) { quantized }.use { model ->
        val two = model.run(QuantizedBatchJava.Inputs().batch(2).count(longArrayOf(5)).image(ones(2)))
        assertArrayEquals(probabilities, two.probabilities)
        assertArrayEquals(booleanArrayOf(false, true), two.done)
        assertEquals(10, model.predict(ones(1), longArrayOf(5), 1).probabilities.size)
        assertEquals(listOf(2, 1), batches)
        val unset = QuantizedBatchJava.Inputs().image(ones(1)).count(longArrayOf(5))
        assertEquals("Inputs.batch is not set", assertThrows<IllegalArgumentException> { model.run(unset) }.message)
    }

    @Test
    fun `a JVM target opens a directory on any runner`() {
        val directory = File("../golden/quantized_batch")
        QuantizedBatch.fromDirectory(directory, RunnerFactory { quantized }).close()
        QuantizedBatchJava.fromDirectory(directory) { quantized }.close()
        assertEquals(2, quantized.closings)
    }

    // two_signatures_state: the cache counts calls; nobody sees it but the session

    private val counting = FakeRunner { signature, inputs, outputs ->
        val cache = inputs.getValue("cache_in").floats()
        outputs.getValue("cache_out").value = FloatArray(cache.size) { cache[it] + 1 }
        val tokens = inputs.getValue("tokens").value as IntArray
        assertEquals(if (signature == "prefill") 16 else 1, tokens.size)
        outputs.getValue("logits").value = FloatArray(50) { if (it == 0) cache[0] else tokens[0].toFloat() }
    }

    @Test
    fun `state passes between signatures in Kotlin`() = TwoSignaturesState.create(bundle("two_signatures_state")) { counting }.use { model ->
        assertEquals(0f, model.predict(tokens = IntArray(16), position = intArrayOf(0)).logits[0])
        for (step in 1..3) {
            val logits = model.runDecode(TwoSignaturesState.DecodeInputs(tokens = intArrayOf(40 + step), position = intArrayOf(step))).logits
            assertEquals(listOf(step.toFloat(), 40f + step), logits.take(2))
        }
        model.clearState()
        assertEquals(0f, model.run(TwoSignaturesState.Inputs(IntArray(16), intArrayOf(0))).logits[0])
    }

    @Test
    fun `state passes between signatures in Java`() = TwoSignaturesStateJava.create(bundle("two_signatures_state")) { counting }.use { model ->
        assertEquals(0f, model.predict(IntArray(16), intArrayOf(0)).logits[0])
        for (step in 1..3) {
            val logits = model.runDecode(TwoSignaturesStateJava.DecodeInputs().tokens(intArrayOf(40 + step)).position(intArrayOf(step))).logits
            assertEquals(listOf(step.toFloat(), 40f + step), logits.take(2))
        }
        model.clearState()
        assertEquals(0f, model.run(TwoSignaturesStateJava.Inputs().tokens(IntArray(16)).position(intArrayOf(0))).logits[0])
    }

    @Test
    fun `no caller sees a tensor of the state`() {
        val names = (TwoSignaturesState.Inputs::class.java.methods + TwoSignaturesStateJava.DecodeOutputs::class.java.methods).map { it.name }
        assertTrue("getTokens" in names)
        assertFalse(names.any { "cache" in it.lowercase() })
    }
}
