package dev.litert.sdkgen.runtime

import com.sun.jna.Pointer

/** A LiteRT tensor buffer in host memory; [free] destroys it, once. */
internal class HostTensor(library: HostLibrary, val buffer: Pointer, private val spec: TensorSpec, private val free: (HostTensor) -> Unit) : Tensor<Any> {
    private val memory = library.pointer("LiteRtGetTensorBufferHostMemory", buffer)

    override fun write(values: Any): Unit = when (values) {
        is FloatArray -> memory.write(0, values, 0, values.size)
        is IntArray -> memory.write(0, values, 0, values.size)
        is LongArray -> memory.write(0, values, 0, values.size)
        is ByteArray -> memory.write(0, values, 0, values.size)
        is ShortArray -> memory.write(0, values, 0, values.size)
        is BooleanArray -> memory.write(0, ByteArray(values.size) { if (values[it]) 1 else 0 }, 0, values.size)
        else -> throw IllegalArgumentException("${spec.name}: expected a primitive array but was ${values.javaClass.name}")
    }

    override fun read(): Any = when (spec.type) {
        ElementType.FLOAT32 -> memory.getFloatArray(0, spec.elements)
        ElementType.INT32 -> memory.getIntArray(0, spec.elements)
        ElementType.INT64 -> memory.getLongArray(0, spec.elements)
        ElementType.FLOAT16 -> memory.getShortArray(0, spec.elements)
        ElementType.BOOL -> memory.getByteArray(0, spec.elements).let { bytes -> BooleanArray(bytes.size) { bytes[it].toInt() != 0 } }
        else -> memory.getByteArray(0, spec.elements)
    }

    override fun close(): Unit = free(this)
}
