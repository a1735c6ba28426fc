package dev.litert.sdkgen.runtime

import com.sun.jna.Memory
import com.sun.jna.Pointer
import java.io.File

/** A .tflite file, compiled for the CPU by the LiteRT library of this machine, and all that was made from it. */
internal class HostModel(file: File) : AutoCloseable {
    private val library = HostLibrary.load()
    private val tensors = LinkedHashSet<HostTensor>()
    private val undo = ArrayList<() -> Unit>()
    private val environment: Pointer
    private val compiled: Pointer

    /** What the file offers, by signature key. */
    val signatures: Map<String, HostSignature>

    init {
        try {
            environment = own("LiteRtDestroyEnvironment", library.pointer("LiteRtCreateEnvironment", 1, HostLibrary.QUIET))
            val model = own("LiteRtDestroyModel", load(file))
            signatures = List(library.long("LiteRtGetNumModelSignatures", model).toInt()) {
                HostSignature(library, it.toLong(), library.pointer("LiteRtGetModelSignature", model, it.toLong()))
            }.associateBy { it.key }
            val options = own("LiteRtDestroyOptions", library.pointer("LiteRtCreateOptions"))
            library.call("LiteRtSetOptionsHardwareAccelerators", options, CPU)
            compiled = own("LiteRtDestroyCompiledModel", library.pointer("LiteRtCreateCompiledModel", environment, model, options))
        } catch (e: RuntimeException) {
            close()
            throw e
        }
    }

    /** Memory for [spec], a tensor of [side] which the caller has checked; resizes the model where the file leaves sizes open. */
    fun tensor(side: HostSide, spec: TensorSpec): HostTensor {
        val index = side.index(spec.name).toLong()
        val type = side.rankedType(spec.name, spec.shape)
        val buffer = when {
            side.direction == Direction.INPUT -> {
                if (side.isDynamic(spec.name)) {
                    library.call("LiteRtCompiledModelResizeInputTensor", compiled, side.signature, index, spec.shape.toIntArray(), spec.shape.size.toLong())
                }
                managed(type, library.pointer("LiteRtGetCompiledModelInputBufferRequirements", compiled, side.signature, index))
            }
            // What LiteRT requires of an output of open size may be what it was before the resize (seen with 2.3.0).
            side.isDynamic(spec.name) ->
                library.pointer("LiteRtCreateManagedTensorBuffer", environment, HOST_MEMORY, type, spec.elements.toLong() * bytesOf(spec.type))
            else -> managed(type, library.pointer("LiteRtGetCompiledModelOutputBufferRequirements", compiled, side.signature, index))
        }
        return HostTensor(library, buffer, spec, ::free).also { tensors += it }
    }

    private fun managed(type: Memory, requirements: Pointer): Pointer =
        library.pointer("LiteRtCreateManagedTensorBufferFromRequirements", environment, type, requirements)

    /** A call of [signature]; the tensors are named as in the file and may come from any signature of it. */
    fun bind(signature: HostSignature, inputs: Map<String, HostTensor>, outputs: Map<String, HostTensor>): BoundCall {
        val run = library[RUN]
        val ins = pointers(signature.inputs, inputs)
        val outs = pointers(signature.outputs, outputs)
        val arguments = arrayOf<Any>(compiled, signature.index, inputs.size.toLong(), ins, outputs.size.toLong(), outs)
        return BoundCall { library.check(RUN, run.invokeInt(arguments)) }
    }

    override fun close() {
        tensors.toList().forEach(::free)
        while (undo.isNotEmpty()) undo.removeAt(undo.lastIndex)()
    }

    private fun load(file: File): Pointer = try {
        library.pointer("LiteRtCreateModelFromFile", environment, file.path)
    } catch (e: ModelException) {
        throw ModelException("cannot load $file: ${e.message}", e)
    }

    private fun pointers(side: HostSide, tensors: Map<String, HostTensor>): Memory {
        if (tensors.keys != side.names.toSet()) {
            throw ModelMismatchException("expected a tensor for each ${side.direction} of the model file, ${side.names}, but was ${tensors.keys}")
        }
        val array = Memory(Long.SIZE_BYTES.toLong() * maxOf(side.names.size, 1))
        side.names.forEachIndexed { i, name -> array.setPointer(Long.SIZE_BYTES.toLong() * i, tensors.getValue(name).buffer) }
        return array
    }

    private fun own(destroy: String, handle: Pointer): Pointer {
        undo += { library.destroy(destroy, handle) }
        return handle
    }

    private fun free(tensor: HostTensor) {
        if (tensors.remove(tensor)) library.destroy("LiteRtDestroyTensorBuffer", tensor.buffer)
    }

    private companion object {
        const val RUN = "LiteRtRunCompiledModel"

        /** kLiteRtHwAcceleratorCpu. */
        const val CPU = 1

        /** kLiteRtTensorBufferTypeHostMemory. */
        const val HOST_MEMORY = 1

        fun bytesOf(type: ElementType<*>): Int = when (type) {
            ElementType.FLOAT32, ElementType.INT32 -> Int.SIZE_BYTES
            ElementType.INT64 -> Long.SIZE_BYTES
            else -> 1
        }
    }
}
