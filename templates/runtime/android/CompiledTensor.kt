package dev.litert.sdkgen.runtime

import com.google.ai.edge.litert.LiteRtException
import com.google.ai.edge.litert.TensorBuffer
import com.google.ai.edge.litert.TensorType
import java.nio.ByteBuffer
import java.nio.ByteOrder

/** A buffer of CompiledModel, which takes and gives arrays; it is in [open] until it is closed. */
internal class CompiledTensor(val buffer: TensorBuffer, private val spec: TensorSpec, private val open: MutableSet<CompiledTensor>) : Tensor<Any> {
    init {
        open += this
    }

    override fun write(values: Any): Unit = liteRt(spec.name) {
        when (values) {
            is FloatArray -> buffer.writeFloat(values)
            is IntArray -> buffer.writeInt(values)
            is LongArray -> buffer.writeLong(values)
            is ByteArray -> buffer.writeInt8(values)
            is BooleanArray -> buffer.writeBoolean(values)
            is ShortArray -> buffer.writeInt8(bytes(values)) // any bytes that fit, whatever the buffer's type
            else -> throw IllegalArgumentException("${spec.name}: expected a primitive array but was ${values.javaClass.name}")
        }
    }

    override fun read(): Any = liteRt(spec.name) {
        when (spec.type) {
            ElementType.FLOAT32 -> buffer.readFloat()
            ElementType.INT32 -> buffer.readInt()
            ElementType.INT64 -> buffer.readLong()
            ElementType.BOOL -> buffer.readBoolean()
            ElementType.FLOAT16 -> throw ModelException("${spec.name}: LiteRT's Kotlin classes cannot read float16, which is for state that stays on the device")
            else -> buffer.readInt8()
        }
    }

    override fun close() {
        open -= this
        buffer.close()
    }

    private fun bytes(values: ShortArray): ByteArray =
        ByteBuffer.allocate(2 * values.size).order(ByteOrder.nativeOrder()).also { it.asShortBuffer().put(values) }.array()
}

/** What CompiledModel calls the types that it has. */
internal val COMPILED_TYPES: Map<ElementType<*>, TensorType.ElementType> = mapOf(
    ElementType.FLOAT32 to TensorType.ElementType.FLOAT,
    ElementType.INT32 to TensorType.ElementType.INT,
    ElementType.INT64 to TensorType.ElementType.INT64,
    ElementType.INT8 to TensorType.ElementType.INT8,
    ElementType.BOOL to TensorType.ElementType.BOOLEAN,
)

/**
 * LiteRtException is checked in Java, and what calls this cannot declare it.
 * Not inline: a class that catches it cannot be loaded where LiteRT is missing.
 */
internal fun <R> liteRt(what: String, block: () -> R): R = try {
    block()
} catch (e: LiteRtException) {
    throw ModelException("$what: ${e.message}", e)
}
