package com.google.ai.edge.litert

import android.content.res.AssetManager
import dev.litert.sdkgen.runtime.Direction
import dev.litert.sdkgen.runtime.ElementType
import dev.litert.sdkgen.runtime.HostModel
import dev.litert.sdkgen.runtime.HostSide
import dev.litert.sdkgen.runtime.HostSignature
import dev.litert.sdkgen.runtime.ModelException
import dev.litert.sdkgen.runtime.TensorSpec
import java.io.File

public class CompiledModel private constructor(private val model: HostModel) : JniHandle() {
    public data class CpuOptions(val numThreads: Int? = null, val xnnPackFlags: Int? = null, val xnnPackWeightCachePath: String? = null)

    public class Options(public val accelerators: Set<Accelerator>) {
        public constructor(vararg accelerators: Accelerator) : this(accelerators.toSet())

        public var cpuOptions: CpuOptions? = null

        public companion object {
            @JvmField public val CPU: Options = Options(Accelerator.CPU)
        }
    }

    @Throws(LiteRtException::class)
    public fun getInputTensorType(inputName: String, signature: String = ""): TensorType = type(spec(inputs(signature), inputName))

    @Throws(LiteRtException::class)
    public fun getOutputTensorType(outputName: String, signature: String = ""): TensorType = type(spec(outputs(signature), outputName))

    @Throws(LiteRtException::class)
    public fun createInputBuffer(inputName: String, signature: String = ""): TensorBuffer = buffer(inputs(signature), inputName)

    @Throws(LiteRtException::class)
    public fun createOutputBuffer(outputName: String, signature: String = ""): TensorBuffer = buffer(outputs(signature), outputName)

    @Throws(LiteRtException::class)
    public fun run(inputs: Map<String, TensorBuffer>, outputs: Map<String, TensorBuffer>, signature: String = ""): Unit = liteRt {
        model.bind(signature(signature), inputs.mapValues { it.value.open() }, outputs.mapValues { it.value.open() }).run()
    }

    override fun destroy(): Unit = model.close()

    /** An empty key is the first signature. */
    private fun signature(key: String): HostSignature {
        checkOpen()
        return (if (key.isEmpty()) model.signatures.values.first() else model.signatures[key]) ?: throw LiteRtException("Signature not found: $key")
    }

    private fun inputs(signature: String) = signature(signature).side(Direction.INPUT)

    private fun outputs(signature: String) = signature(signature).side(Direction.OUTPUT)

    private fun spec(side: HostSide, name: String): TensorSpec = if (name in side.names) side.spec(name) else throw LiteRtException("Tensor not found: $name")

    private fun buffer(side: HostSide, name: String): TensorBuffer = spec(side, name).let { spec -> liteRt { TensorBuffer(model.tensor(side, spec)) } }

    private fun type(spec: TensorSpec): TensorType {
        val element = when (spec.type) {
            ElementType.FLOAT32 -> TensorType.ElementType.FLOAT
            ElementType.INT32 -> TensorType.ElementType.INT
            ElementType.INT64 -> TensorType.ElementType.INT64
            ElementType.BOOL -> TensorType.ElementType.BOOLEAN
            ElementType.INT8 -> TensorType.ElementType.INT8
            else -> throw LiteRtException("Unsupported element type: ${spec.type}")
        }
        return TensorType(element, TensorType.Layout(spec.shape))
    }

    public companion object {
        @JvmStatic
        @JvmOverloads
        @Throws(LiteRtException::class)
        public fun create(assetManager: AssetManager, assetName: String, options: Options = Options.CPU, optionalEnv: Environment? = null): CompiledModel {
            val copy = File.createTempFile("asset", ".tflite")
            try {
                assetManager.open(assetName).use { asset -> copy.outputStream().use { asset.copyTo(it) } }
                return create(copy.path, options, optionalEnv)
            } finally {
                copy.delete() // the library has read or mapped it
            }
        }

        @JvmStatic
        @JvmOverloads
        @Throws(LiteRtException::class)
        public fun create(filePath: String, options: Options = Options.CPU, optionalEnv: Environment? = null): CompiledModel {
            optionalEnv?.checkOpen()
            if (Accelerator.CPU !in options.accelerators) throw LiteRtException("Failed to compile model: no ${options.accelerators} on this machine")
            return liteRt { CompiledModel(HostModel(File(filePath))) }
        }

        private inline fun <R> liteRt(block: () -> R): R = try {
            block()
        } catch (e: ModelException) {
            throw LiteRtException(e.message!!)
        }
    }
}
