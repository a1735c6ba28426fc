package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class SampleTest {
    private val inputs = listOf("f float32 3", "i int32 3", "l int64 3", "b int8 3", "u uint8 3", "t bool 3")

    private val manifest = manifestText("[${signatureText("s", inputs, listOf("y float32 5", "n int32 2"))}]", """, "samples": "samples.json"""")

    private fun samples(json: String, manifest: String = this.manifest): List<Sample> =
        Sample.of(MemoryBundle("manifest.json" to manifest, "samples.json" to """{"samples": [$json]}"""))

    private fun sample(inputs: String = "{}", outputs: String = """{"y": [1, 2, 3, 4, 5]}"""): Sample =
        samples("""{"signature": "s", "inputs": $inputs, "outputs": $outputs}""").single()

    private fun refusal(block: () -> Unit): String = assertThrows<ModelMismatchException> { block() }.message!!

    @Test
    fun `reads listed values of every type`() {
        val sample = sample(
            """{"f": [0.1, -2, 1e10], "i": [1, -2, 2147483647], "l": [9007199254740993, 0, -1],
                "b": [-128, 0, 127], "u": [0, 128, 255], "t": [1, 0, 1]}""",
        )
        assertArrayEquals(floatArrayOf(.1f, -2f, 1e10f), sample.input("f", ElementType.FLOAT32))
        assertArrayEquals(intArrayOf(1, -2, Int.MAX_VALUE), sample.input("i", ElementType.INT32))
        assertArrayEquals(longArrayOf(9007199254740993, 0, -1), sample.input("l", ElementType.INT64))
        assertArrayEquals(byteArrayOf(-128, 0, 127), sample.input("b", ElementType.INT8))
        assertArrayEquals(byteArrayOf(0, -128, -1), sample.input("u", ElementType.UINT8))
        assertArrayEquals(booleanArrayOf(true, false, true), sample.input("t", ElementType.BOOL))
        assertEquals(setOf("f", "i", "l", "b", "u", "t"), sample.inputNames)
        val unknown = assertThrows<IllegalArgumentException> { sample.input("x", ElementType.BOOL) }
        assertEquals("expected an input of [f, i, l, b, u, t] but was x", unknown.message)
        assertEquals("f: expected float32 but was int32", assertThrows<IllegalArgumentException> { sample.input("f", ElementType.INT32) }.message)
    }

    @Test
    fun `values outside the type are refused`() {
        for (input in listOf("\"b\": [128, 0, 0]", "\"u\": [-1, 0, 0]", "\"t\": [2, 0, 0]", "\"i\": [1.5, 0, 0]")) {
            val sample = sample("{$input}")
            val name = sample.inputNames.single()
            val type = mapOf("b" to ElementType.INT8, "u" to ElementType.UINT8, "t" to ElementType.BOOL, "i" to ElementType.INT32).getValue(name)
            assertTrue("samples[0].inputs.$name[0]: expected an integer from" in refusal { sample.input(name, type) })
        }
    }

    @Test
    fun `patterns follow the formula`() {
        val sample = sample("""{"f": {"pattern": 2}, "i": {"pattern": 2}, "l": {"pattern": 2}, "u": {"pattern": 2}, "t": {"pattern": 2}}""")
        assertArrayEquals(floatArrayOf(34 / 256f, 65 / 256f, 96 / 256f), sample.input("f", ElementType.FLOAT32))
        assertArrayEquals(intArrayOf(34 % 7, 65 % 7, 96 % 7), sample.input("i", ElementType.INT32))
        assertArrayEquals(longArrayOf(34L % 7, 65L % 7, 96L % 7), sample.input("l", ElementType.INT64))
        assertArrayEquals(byteArrayOf(6, 2, 5), sample.input("u", ElementType.UINT8))
        assertArrayEquals(booleanArrayOf(false, true, false), sample.input("t", ElementType.BOOL))
    }

    @Test
    fun `differences are relative to Keras' largest value, if that is above 1`() {
        val sample = sample(outputs = """{"y": {"every": 2, "values": [0.5, -4, 2]}, "n": [0.1, 0.2]}""")
        assertEquals(0f, sample.difference("y", floatArrayOf(.5f, 99f, -4f, 99f, 2f)))
        assertEquals(.25f, sample.difference("y", floatArrayOf(.5f, 0f, -3f, 0f, 2f)))
        assertEquals(.5f, sample.difference("n", floatArrayOf(.1f, .7f)), 1e-6f)
        assertEquals(Float.POSITIVE_INFINITY, sample.difference("y", floatArrayOf(.5f, 0f, Float.NaN, 0f, 2f)))
        assertThrows<IllegalArgumentException> { sample.difference("y", FloatArray(7)) }
        assertThrows<IllegalArgumentException> { sample.difference("z", FloatArray(5)) }
    }

    @Test
    fun `texts and images`() {
        val (single, pair, image) = samples(
            """{"signature": "s", "text": ["a"], "inputs": {}, "outputs": {"n": [1, 2]}}, {"signature": "s", "text": ["a", "b"], "outputs": {"n": [1, 2]}},
            {"signature": "s", "image": "sample_0.png", "outputs": {"n": [1, 2]}}""",
        )
        assertEquals(listOf("a"), single.text)
        assertNull(single.image)
        assertEquals(listOf("a", "b"), pair.text)
        assertEquals("sample_0.png", image.image)
        assertEquals("s(sample_0.png)", image.toString())
        assertEquals(setOf("n"), image.outputNames)
    }

    @Test
    fun `samples must fit the manifest, and must be there`() {
        assertEquals("memory has no samples; export it without --no-samples", refusal { samples("", manifestText()) })
        assertTrue("expected at least one sample" in refusal { samples("") })
        assertTrue("expected at least one output" in refusal { sample(outputs = "{}") })
        assertTrue("expected signature t" in refusal { samples("""{"signature": "t", "outputs": {"y": [1]}}""") })
        assertTrue("not \"x\"" in refusal { sample("""{"x": [1]}""") })
        assertTrue("expected 5 values of y: float32[5], not 4," in refusal { sample(outputs = """{"y": [1, 2, 3, 4]}""") })
        assertTrue("every: expected an integer from 1" in refusal { sample(outputs = """{"y": {"every": 0, "values": []}}""") })
    }

    @Test
    fun `replays on a session`() {
        val manifest = manifestText("[${signatureText("s", listOf("x int32 2", "q int8 2"), listOf("y int32 2"))}]", """, "samples": "samples.json"""")
            .replace("\"name\": \"q\",", "\"name\": \"q\", \"quantization\": {\"scale\": 0.5, \"zero_point\": 0},")
        val runner = FakeRunner { _, i, o ->
            val (x, q) = i.getValue("x").value as IntArray to i.getValue("q").value as ByteArray
            o.getValue("y").value = IntArray(2) { x[it] + q[it] }
        }
        val samples = samples(
            """{"signature": "s", "inputs": {"x": [1, 2], "q": [1.5, 2.5]}, "outputs": {"y": [4, 8]}},
            {"signature": "s", "image": "i.png", "outputs": {"y": [4, 8]}}""",
            manifest,
        )
        fakeSession(manifest, runner).use { session ->
            assertEquals(mapOf("y" to 1 / 8f), samples[0].replay(session))
            assertEquals("x is not in the sample: preprocess i.png instead", assertThrows<IllegalStateException> { samples[1].replay(session) }.message)
        }
    }
}
