package dev.litert.sdkgen.runtime

import com.sun.jna.Memory
import com.sun.jna.Pointer

/** One signature as the model file has it. */
internal class HostSignature(library: HostLibrary, val index: Long, handle: Pointer) {
    val key: String = library.string("LiteRtGetSignatureKey", handle)
    val inputs = HostSide(library, index, handle, Direction.INPUT)
    val outputs = HostSide(library, index, handle, Direction.OUTPUT)

    fun side(direction: Direction): HostSide = if (direction == Direction.INPUT) inputs else outputs
}

/** The inputs or the outputs of a signature, in the order in which LiteRtRunCompiledModel wants them. */
internal class HostSide(library: HostLibrary, val signature: Long, handle: Pointer, val direction: Direction) {
    private val kind = if (direction == Direction.INPUT) "Input" else "Output"

    val names: List<String> = List(library.long("LiteRtGetNumSignature${kind}s", handle).toInt()) {
        library.string("LiteRtGetSignature${kind}Name", handle, it.toLong())
    }

    private val types: List<RankedType> = names.indices.map { i ->
        val tensor = library.pointer("LiteRtGetSignature${kind}TensorByIndex", handle, i.toLong())
        RankedType().also { library.call("LiteRtGetRankedTensorType", tensor, it.memory) }
    }

    /** What the file says about [name]; a run-time dimension is called `?`. */
    fun spec(name: String): TensorSpec {
        val type = type(name)
        val element = type.element ?: throw ModelException("$name: LiteRT's element type ${type.code} is not supported")
        return TensorSpec(name, element, type.shape, type.shape.map { if (it < 0) "?" else null })
    }

    fun index(name: String): Int = names.indexOf(name)

    fun isDynamic(name: String): Boolean = type(name).shape.any { it < 0 }

    /** The type of [name] for LiteRT, with the run-time sizes of [shape]. */
    fun rankedType(name: String, shape: List<Int>): Memory = type(name).at(shape)

    /** @throws ModelMismatchException if the file has no tensor that fits [spec] */
    fun check(spec: TensorSpec) {
        if (spec.name !in names) throw ModelMismatchException("expected $direction $spec but the model file has $names")
        val type = type(spec.name)
        val fits = type.shape.size == spec.shape.size && type.shape.indices.all { type.shape[it] < 0 || type.shape[it] == spec.shape[it] }
        if (!fits || type.element !== spec.type) {
            throw ModelMismatchException("${spec.name}: expected $spec but the model file has ${type.element ?: "element type ${type.code}"}${type.shape}")
        }
    }

    private fun type(name: String): RankedType = types[index(name)]
}

/** LiteRtRankedTensorType: int32 element type at 0, uint32 with the rank in its low 7 bits at 4, int32 sizes from 8 on, uint32 strides from 40 on. */
private class RankedType {
    val memory = Memory(SIZE).apply { clear() }
    val code: Int get() = memory.getInt(0)
    val element: ElementType<*>? get() = ELEMENTS[code]
    val shape: List<Int> get() = memory.getIntArray(8, memory.getInt(4) and 0x7f).asList()

    fun at(shape: List<Int>): Memory = Memory(SIZE).also { copy ->
        copy.write(0, memory.getByteArray(0, SIZE.toInt()), 0, SIZE.toInt())
        copy.write(8, shape.toIntArray(), 0, shape.size)
    }

    private companion object {
        const val SIZE = 72L
        val ELEMENTS = mapOf(
            1 to ElementType.FLOAT32,
            2 to ElementType.INT32,
            3 to ElementType.UINT8,
            4 to ElementType.INT64,
            6 to ElementType.BOOL,
            9 to ElementType.INT8,
            10 to ElementType.FLOAT16,
        )
    }
}
