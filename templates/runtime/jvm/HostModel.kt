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
        val requirements = if (side.direction == Direction.INPUT) {
            if (side.isDynamic(spec.name)) {
                library.call("LiteRtCompiledModelResizeInputTensor", compiled, side.signature, index, spec.shape.toIntArray(), spec.shape.size.toLong())
            }
            library.pointer("LiteRtGetCompiledModelInputBufferRequirements", compiled, side.signature, index)
        } else {
            // Asked with `update` = 1, which settles the outputs' sizes after a resize.
            val layouts = Memory(LAYOUT_SIZE * side.names.size)
            library.call("LiteRtGetCompiledModelOutputTensorLayouts", compiled, side.signature, side.names.size.toLong(), layouts, 1)
            library.pointer("LiteRtGetCompiledModelOutputBufferRequirements", compiled, side.signature, index)
        }
        val type = side.rankedType(spec.name, spec.shape)
        val buffer = library.pointer("LiteRtCreateManagedTensorBufferFromRequirements", environment, type, requirements)
        return HostTensor(library, buffer, spec, ::free).also { tensors += it }
    }

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

        /** Bytes of a LiteRtLayout: rank, 8 sizes, 8 strides. */
        const val LAYOUT_SIZE = 68L
    }
}
