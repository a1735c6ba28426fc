package dev.litert.sdkgen.runtime

import java.io.FileNotFoundException
import java.io.IOException
import java.nio.MappedByteBuffer
import java.nio.channels.FileChannel
import org.tensorflow.lite.DataType
import org.tensorflow.lite.Interpreter

/**
 * The classic `org.tensorflow.lite.Interpreter` (2.16 or newer), for apps that still use it; [CompiledModelRunner] is the newer way.
 * An array is copied straight into the tensor, so arrays cost nothing extra here. Run-time dimensions are refused with a [ModelException].
 */
public class InterpreterRunner private constructor(private val interpreter: Interpreter) : ModelRunner {
    override fun tensor(signature: String, direction: Direction, spec: TensorSpec): Tensor<*> {
        if (spec.symbols.any { it != null }) {
            throw ModelException("${spec.name}: signatures cannot be resized; export it with a fixed size instead of ${spec.symbols.filterNotNull()}")
        }
        if (spec.type === ElementType.FLOAT16) {
            throw ModelException("${spec.name}: the Interpreter's Java classes have no float16; use CompiledModelRunner, or export with --cache-dtype float32")
        }
        val tensor = try {
            if (direction == Direction.INPUT) interpreter.getInputTensorFromSignature(spec.name, signature)
            else interpreter.getOutputTensorFromSignature(spec.name, signature)
        } catch (e: IllegalArgumentException) {
            throw ModelMismatchException("expected $direction $spec in signature $signature but the model file has none: ${e.message}", e)
        }
        val shape = tensor.shape().asList()
        if (INTERPRETER_TYPES[tensor.dataType()] !== spec.type || shape != spec.shape) {
            throw ModelMismatchException("${spec.name}: expected $spec but the model file has ${tensor.dataType()}$shape")
        }
        return BufferTensor(spec)
    }

    override fun bind(signature: String, inputs: Map<String, Tensor<*>>, outputs: Map<String, Tensor<*>>): BoundCall {
        val ins = inputs.mapValues { (it.value as BufferTensor).buffer }
        val outs = outputs.mapValues { (it.value as BufferTensor).buffer }
        return BoundCall {
            for (buffer in ins.values) buffer.rewind()
            for (buffer in outs.values) buffer.rewind()
            try {
                interpreter.runSignature(ins, outs, signature)
            } catch (e: IllegalArgumentException) {
                throw ModelException("$signature: ${e.message}", e)
            }
        }
    }

    override fun close(): Unit = interpreter.close()

    public companion object {
        private const val LIBRARY = "org.tensorflow:tensorflow-lite:2.16.1"

        /** Options to be set: `InterpreterRunner.options().setNumThreads(2)`. */
        @JvmStatic
        public fun options(): Interpreter.Options = linked(LIBRARY) { Interpreter.Options() }

        /** Opens an [AssetBundle] or a [DirectoryBundle]; the model file is mapped, not copied. */
        @JvmStatic
        @JvmOverloads
        public fun factory(options: Interpreter.Options = options()): RunnerFactory = RunnerFactory { bundle -> linked(LIBRARY) { open(bundle, options) } }

        private fun open(bundle: ModelBundle, options: Interpreter.Options): InterpreterRunner {
            val file = bundle.manifest.modelFile
            return try {
                val interpreter = when (bundle) {
                    is AssetBundle -> Interpreter(map(bundle, file), options)
                    is DirectoryBundle -> Interpreter(bundle.file(file), options)
                    else -> throw ModelException("InterpreterRunner: expected an AssetBundle or a DirectoryBundle but was $bundle")
                }
                InterpreterRunner(interpreter)
            } catch (e: IllegalArgumentException) {
                throw ModelException("$file of $bundle: ${e.message}", e)
            }
        }

        private fun map(bundle: AssetBundle, file: String): MappedByteBuffer = try {
            descriptor(bundle, file).use { fd ->
                fd.createInputStream().use { it.channel.map(FileChannel.MapMode.READ_ONLY, fd.startOffset, fd.declaredLength) }
            }
        } catch (e: IOException) {
            throw ModelException("cannot map $file of $bundle: $e", e)
        }

        private fun descriptor(bundle: AssetBundle, file: String) = try {
            bundle.assets.openFd(bundle.path(file))
        } catch (e: FileNotFoundException) {
            throw ModelException("cannot map ${bundle.path(file)}: it is missing, or compressed: set androidResources { noCompress += \"tflite\" }", e)
        }
    }
}

/** At the file and not the class, which must load where LiteRT is missing, to say so. */
private val INTERPRETER_TYPES = mapOf(
    DataType.FLOAT32 to ElementType.FLOAT32,
    DataType.INT32 to ElementType.INT32,
    DataType.INT64 to ElementType.INT64,
    DataType.INT8 to ElementType.INT8,
    DataType.UINT8 to ElementType.UINT8,
    DataType.BOOL to ElementType.BOOL,
)
