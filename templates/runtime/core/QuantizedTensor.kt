package dev.litert.sdkgen.runtime

/**
 * Shows a quantized int8 or uint8 tensor as floats: `real = scale * (stored - zeroPoint)`.
 * Written values are rounded to the nearest step, halves to the even one as in NumPy, and clipped to what the type holds; NaN becomes 0.
 */
internal class QuantizedTensor(spec: TensorSpec, quantization: Quantization, private val stored: Tensor<ByteArray>) : Tensor<FloatArray> {
    private val scale = quantization.scale
    private val zeroPoint = quantization.zeroPoint
    private val signed = spec.type === ElementType.INT8
    private val lowest = if (signed) -128.0 else 0.0
    private val highest = if (signed) 127.0 else 255.0

    init {
        if (!signed && spec.type !== ElementType.UINT8) throw ModelMismatchException("$spec: expected a quantized tensor to be int8 or uint8")
    }

    override fun write(values: FloatArray): Unit = stored.write(ByteArray(values.size) { quantize(values[it]) })

    override fun read(): FloatArray {
        val bytes = stored.read()
        return FloatArray(bytes.size) { scale * ((if (signed) bytes[it].toInt() else bytes[it].toInt() and 0xff) - zeroPoint) }
    }

    override fun close(): Unit = stored.close()

    private fun quantize(real: Float): Byte {
        if (real.isNaN()) return zeroPoint.toByte()
        return (Math.rint((real / scale).toDouble()) + zeroPoint).coerceIn(lowest, highest).toInt().toByte()
    }
}
