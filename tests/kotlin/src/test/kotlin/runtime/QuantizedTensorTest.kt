package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class QuantizedTensorTest {
    private fun tensor(type: ElementType<*>, size: Int, scale: Float, zeroPoint: Int): Pair<FakeTensor, QuantizedTensor> {
        val quantization = Quantization(scale, zeroPoint)
        val spec = TensorSpec("q", type, listOf(size), quantization = quantization)
        val stored = FakeTensor(spec)
        @Suppress("UNCHECKED_CAST")
        return stored to QuantizedTensor(spec, quantization, stored as Tensor<ByteArray>)
    }

    private fun stored(type: ElementType<*>, scale: Float, zeroPoint: Int, vararg reals: Float): List<Int> {
        val (memory, tensor) = tensor(type, reals.size, scale, zeroPoint)
        tensor.write(reals)
        return (memory.value as ByteArray).map { it.toInt() }
    }

    @Test
    fun `rounds to the nearest step, halves to even`() {
        assertEquals(listOf(0, 2, 2, 4, 0, -2, -2), stored(ElementType.INT8, 1f, 0, 0.5f, 1.5f, 2.5f, 3.5f, -0.5f, -1.5f, -2.5f))
        assertEquals(listOf(1, 3, 3), stored(ElementType.INT8, 1f, 1, 0.49f, 1.51f, 2.5f))
    }

    @Test
    fun `clips to the type, and NaN is zero`() {
        val extremes = floatArrayOf(1e30f, -1e30f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN)
        assertEquals(listOf(127, -128, 127, -128, 5), stored(ElementType.INT8, 0.5f, 5, *extremes))
        assertEquals(listOf(-1, 0, 10, 100.toByte().toInt(), 200.toByte().toInt()), stored(ElementType.UINT8, 1f, 10, 1e9f, -1e9f, Float.NaN, 90f, 190f))
    }

    @Test
    fun `reads what is stored`() {
        val (signed, tensor) = tensor(ElementType.INT8, 3, 0.5f, -2)
        signed.value = byteArrayOf(-128, -2, 127)
        assertArrayEquals(floatArrayOf(-63f, 0f, 64.5f), tensor.read())
        val (unsigned, other) = tensor(ElementType.UINT8, 3, 0.25f, 128)
        unsigned.value = byteArrayOf(0, 128.toByte(), 255.toByte())
        assertArrayEquals(floatArrayOf(-32f, 0f, 31.75f), other.read())
    }

    @Test
    fun `only bytes are quantized`() {
        val refusal = assertThrows<ModelMismatchException> { tensor(ElementType.INT32, 1, 1f, 0) }
        assertEquals("q: int32[1]: expected a quantized tensor to be int8 or uint8", refusal.message)
    }
}
