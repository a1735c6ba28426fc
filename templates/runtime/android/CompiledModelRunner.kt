package dev.litert.sdkgen.runtime

import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.CompiledModel
import com.google.ai.edge.litert.Environment
import com.google.ai.edge.litert.LiteRtException
import com.google.ai.edge.litert.TensorType

/**
 * LiteRT's CompiledModel, from version 2.3 on. Its buffers are created once, by name.
 *
 * It has no resize and no uint8: a model that needs one is refused with a [ModelException].
 *
 * @property accelerator what the model was compiled for. `NPU` includes the CPU for what the NPU lacks: LiteRT does that by itself
 * @property refused why the accelerators before it in [Options.accelerators] did not take the model
 */
public class CompiledModelRunner private constructor(
    private val model: CompiledModel,
    public val accelerator: Accelerator,
    public val refused: Map<Accelerator, String>,
) : ModelRunner {
    private val tensors = LinkedHashSet<CompiledTensor>()

    override val updatesInPlace: Boolean get() = accelerator == Accelerator.CPU

    override fun tensor(signature: String, direction: Direction, spec: TensorSpec): Tensor<*> {
        if (spec.symbols.any { it != null }) {
            throw ModelException("${spec.name}: CompiledModel cannot resize; export it with a fixed size instead of ${spec.symbols.filterNotNull()}")
        }
        val buffer = liteRt("$signature, $direction ${spec.name}") {
            val input = direction == Direction.INPUT
            // LiteRT's Kotlin classes have no word for float16; a buffer of it works like any other.
            if (spec.type !== ElementType.FLOAT16) {
                check(spec, if (input) model.getInputTensorType(spec.name, signature) else model.getOutputTensorType(spec.name, signature))
            }
            if (input) model.createInputBuffer(spec.name, signature) else model.createOutputBuffer(spec.name, signature)
        }
        return CompiledTensor(buffer, spec, tensors)
    }

    override fun bind(signature: String, inputs: Map<String, Tensor<*>>, outputs: Map<String, Tensor<*>>): BoundCall {
        val ins = inputs.mapValues { (it.value as CompiledTensor).buffer }
        val outs = outputs.mapValues { (it.value as CompiledTensor).buffer }
        return BoundCall { liteRt(signature) { model.run(ins, outs, signature) } }
    }

    override fun close() {
        tensors.toList().forEach { it.close() }
        model.close()
    }

    private fun check(spec: TensorSpec, type: TensorType) {
        val expected = COMPILED_TYPES[spec.type] ?: throw ModelException("${spec.name}: CompiledModel has no ${spec.type} tensors; use InterpreterRunner")
        val shape = type.layout?.dimensions.orEmpty()
        if (type.elementType != expected || shape != spec.shape) {
            throw ModelMismatchException("${spec.name}: expected $spec but the model file has ${type.elementType}$shape")
        }
    }

    /**
     * @property accelerators tried one after the other, each on its own: given several at once, LiteRT falls back to the CPU without a word
     * @property environment that of LiteRT in Play services, or one with an NPU; it stays the caller's. Null for the library in the app
     * @property configure sets what else CompiledModel has to offer, such as the number of threads
     */
    public class Options @JvmOverloads constructor(
        public val accelerators: List<Accelerator> = linked(LIBRARY) { listOf(Accelerator.CPU) },
        public val environment: Environment? = null,
        public val configure: Configure = Configure { _, _ -> },
    ) {
        init {
            require(accelerators.isNotEmpty()) { "expected at least one accelerator" }
        }
    }

    /** Receives LiteRT's own options before the model is compiled for an accelerator. */
    public fun interface Configure {
        public fun configure(accelerator: Accelerator, options: CompiledModel.Options)
    }

    public companion object {
        /** Opens an [AssetBundle] or a [DirectoryBundle] on the first of the accelerators that takes its model. */
        @JvmStatic
        @JvmOverloads
        public fun factory(options: Options = Options()): RunnerFactory = RunnerFactory { bundle -> linked(LIBRARY) { Opening.open(bundle, options) } }

        private const val LIBRARY = "com.google.ai.edge.litert:litert:2.3.0"
    }

    /** Apart from [CompiledModelRunner], which must load where LiteRT is missing, to say so. */
    private object Opening {
        fun open(bundle: ModelBundle, options: Options): CompiledModelRunner {
            val refused = LinkedHashMap<Accelerator, String>()
            var cause: LiteRtException? = null
            for (accelerator in options.accelerators) {
                try {
                    return CompiledModelRunner(compile(bundle, accelerator, options), accelerator, refused)
                } catch (e: LiteRtException) {
                    refused[accelerator] = e.message ?: e.toString()
                    cause = e
                }
            }
            throw ModelException("$bundle: expected one of ${options.accelerators} to take the model but was refused: $refused", cause)
        }

        private fun compile(bundle: ModelBundle, accelerator: Accelerator, options: Options): CompiledModel {
            val compile = CompiledModel.Options(accelerator).also { options.configure.configure(accelerator, it) }
            val file = bundle.manifest.modelFile
            return when (bundle) {
                is AssetBundle -> CompiledModel.create(bundle.assets, bundle.path(file), compile, options.environment)
                is DirectoryBundle -> CompiledModel.create(bundle.file(file).path, compile, options.environment)
                else -> throw ModelException("CompiledModelRunner: expected an AssetBundle or a DirectoryBundle but was $bundle")
            }
        }
    }
}
