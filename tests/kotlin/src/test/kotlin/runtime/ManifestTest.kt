package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class ManifestTest {
    private fun refusal(text: String): String = assertThrows<ModelMismatchException> { Manifest.parse(text) }.message!!

    @Test
    fun `reads tensors, run-time sizes and quantization`() {
        val tensor = """{"name": "x", "dtype": "int8", "shape": ["batch", 3], "quantization": {"scale": 0.1, "zero_point": -3}}"""
        val signatures = """[{"key": "serving_default", "inputs": [$tensor], "outputs": []}]"""
        val manifest = Manifest.parse(manifestText(signatures, """, "samples": "samples.json", "unknown": 1"""))
        assertEquals(listOf("test", "tensors", "c", "model.tflite", "samples.json"), manifest.run { listOf(name, task, contract, modelFile, samplesFile) })
        val spec = manifest.signature("serving_default").inputs.single()
        assertSame(ElementType.INT8, spec.type)
        assertEquals(listOf(-1, 3), spec.shape)
        assertEquals(listOf("batch", null), spec.symbols)
        assertEquals(0.1f to -3, spec.quantization!!.let { it.scale to it.zeroPoint })
        assertEquals(6, spec.at(mapOf("batch" to 2)).elements)
        assertNull(Manifest.parse(manifestText()).samplesFile)
    }

    @Test
    fun `run-time sizes must be given and positive`() {
        val spec = TensorSpec("x", ElementType.FLOAT32, listOf(-1, 3), listOf("batch", null))
        assertEquals("x: expected a size for batch but there are only [n]", assertThrows<IllegalArgumentException> { spec.at(mapOf("n" to 1)) }.message)
        assertEquals("x: expected a size of at least 1 for batch but was 0", assertThrows<IllegalArgumentException> { spec.at(mapOf("batch" to 0)) }.message)
        assertThrows<IllegalStateException> { spec.elements }
    }

    @Test
    fun `a tensor may not be larger than an array`() {
        val spec = TensorSpec("x", ElementType.FLOAT32, listOf(65536, 65536))
        assertEquals("x: float32[65536, 65536] is too large for an array", assertThrows<ModelMismatchException> { spec.elements }.message)
        assertEquals(1, TensorSpec("scalar", ElementType.FLOAT32, emptyList()).elements)
    }

    @Test
    fun `a newer manifest is refused with what to do`() {
        assertEquals(
            "manifest.json: expected manifest_version 1 or older but was the newer version 2; " +
                "generate the sources again with the litert-sdkgen that exported this bundle",
            refusal(manifestText(version = "2")),
        )
        assertEquals("manifest.json.manifest_version: expected 1 or more but was 0", refusal(manifestText(version = "0")))
        assertTrue("manifest_version" in refusal(manifestText(version = "\"1\"")))
    }

    @Test
    fun `wrong parts are named`() {
        val signature = signatureText("s", listOf("a int32 1"), listOf("b int32 1"))
        assertEquals("manifest.json: expected an object with \"manifest_version\" but was an object with []", refusal("{}"))
        fun inputs(vararg tensors: String) = refusal(manifestText("[${signatureText("s", tensors.toList(), emptyList())}]"))
        assertEquals("element type: expected one of [float32, int32, int64, int8, uint8, bool, float16] but was float64", inputs("a float64 1"))
        assertTrue("different names instead of [a, a]" in inputs("a int32 1", "a int32 1"))
        assertTrue("signatures[0].inputs[0].shape[0]: expected an integer from 0" in inputs("a int32 -1"))
        assertEquals(
            "manifest.json.signatures: expected different names instead of [s, s] but was a list of 2",
            refusal(manifestText("[$signature, $signature]")),
        )
        assertEquals(
            "manifest.json.state[0].output: expected the name of an output but was \"a\"",
            refusal(manifestText("[$signature]", """, "state": [{"input": "a", "output": "a"}]""")),
        )
        val missing = assertThrows<ModelMismatchException> { Manifest.parse(manifestText("[$signature]")).signature("t") }
        assertEquals("test: expected signature t but there are [s]", missing.message)
    }
}
