package dev.litert.sdkgen.runtime

import java.nio.Buffer
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.FloatBuffer
import java.nio.IntBuffer
import java.nio.LongBuffer

/** A tensor as the classic Interpreter takes it: a buffer over an array, which a run copies from or to. Bools are bytes there. */
internal class BufferTensor(private val spec: TensorSpec) : Tensor<Any> {
    private val array: Any = if (spec.type === ElementType.BOOL) ByteArray(spec.elements) else spec.type.array(spec.elements)

    /** Typed as Buffer: the `rewind()` of its subclasses is missing below API 34. */
    val buffer: Buffer = when (array) {
        is FloatArray -> FloatBuffer.wrap(array)
        is IntArray -> IntBuffer.wrap(array)
        is LongArray -> LongBuffer.wrap(array)
        else -> ByteBuffer.wrap(array as ByteArray).order(ByteOrder.nativeOrder())
    }

    override fun write(values: Any) {
        if (values is BooleanArray) {
            for (i in values.indices) (array as ByteArray)[i] = if (values[i]) 1 else 0
        } else {
            System.arraycopy(values, 0, array, 0, spec.elements)
        }
    }

    override fun read(): Any = when (array) {
        is FloatArray -> array.copyOf()
        is IntArray -> array.copyOf()
        is LongArray -> array.copyOf()
        else -> (array as ByteArray).let { bytes -> if (spec.type === ElementType.BOOL) BooleanArray(bytes.size) { bytes[it] != ZERO } else bytes.copyOf() }
    }

    /** The heap owns the array. */
    override fun close(): Unit = Unit

    private companion object {
        const val ZERO: Byte = 0
    }
}
