package dev.litert.sdkgen.runtime

import com.google.ai.edge.litertlm.Backend
import com.google.ai.edge.litertlm.EmbeddingEngine
import com.google.ai.edge.litertlm.EmbeddingEngineConfig
import com.google.ai.edge.litertlm.EmbeddingOptions
import com.google.ai.edge.litertlm.InputData
import java.io.File

/**
 * LiteRT-LM's engine for embeddings on a `.litertlm` file.
 *
 * @property engine for what is not here, such as batches. Use it inside [ModelSession.exclusive].
 */
public class LiteRtLmEmbeddingRunner private constructor(public val engine: EmbeddingEngine) : EmbeddingRunner {
    override fun embed(text: String): FloatArray =
        LiteRtLmFailure.translated { engine.computeEmbedding(listOf(InputData.Text(text)), Opening.options).embedding }

    override fun close(): Unit = engine.close()

    /**
     * @property backend CPU, GPU or NPU; an export compares the model with Keras on the CPU
     * @property cacheDirectory where LiteRT-LM keeps its weights as the backend arranges them; null for the folder of the model
     * @property configure sets what else LiteRT-LM has to offer
     */
    public class Options @JvmOverloads constructor(
        public val backend: Backend = linked(LiteRtLmFile.LIBRARY) { Opening.cpu() },
        public val cacheDirectory: File? = null,
        public val configure: Configure = Configure { it },
    )

    /** Receives LiteRT-LM's own configuration before the model is opened, and gives the one to open it with. */
    public fun interface Configure {
        public fun configure(config: EmbeddingEngineConfig): EmbeddingEngineConfig
    }

    public companion object {
        /**
         * Opens a [DirectoryBundle], or an [AssetBundle], of which LiteRT-LM cannot read the file: it is copied to the app's storage at the
         * first use, and again after each update of the model.
         */
        @JvmStatic
        @JvmOverloads
        public fun factory(options: Options = Options()): RunnerFactory = RunnerFactory { bundle -> linked(LiteRtLmFile.LIBRARY) { Opening.open(bundle, options) } }
    }

    /** Apart from [LiteRtLmEmbeddingRunner], which must load where LiteRT-LM is missing, to say so. */
    private object Opening {
        /** The model normalizes where Keras does. */
        val options = EmbeddingOptions(normalize = false, insertSpecialTokens = true)

        fun cpu(): Backend = Backend.CPU()

        fun open(bundle: ModelBundle, options: Options): LiteRtLmEmbeddingRunner {
            val file = LiteRtLmFile.of(bundle, "LiteRtLmEmbeddingRunner")
            val config = EmbeddingEngineConfig(modelPath = file.path, backend = options.backend, cacheDir = options.cacheDirectory?.path)
            val engine = EmbeddingEngine(options.configure.configure(config))
            LiteRtLmFailure.translated { engine.initialize() }
            return LiteRtLmEmbeddingRunner(engine)
        }
    }
}
