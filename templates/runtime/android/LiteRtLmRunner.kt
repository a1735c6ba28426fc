package dev.litert.sdkgen.runtime

import com.google.ai.edge.litertlm.Backend
import com.google.ai.edge.litertlm.Engine
import com.google.ai.edge.litertlm.EngineConfig
import java.io.File

/**
 * LiteRT-LM, Google's runtime for language models, on a `.litertlm` file.
 *
 * @property engine for what is not here, such as LiteRT-LM's own conversations. Use it inside [ModelSession.exclusive], and close what it gives.
 */
public class LiteRtLmRunner private constructor(public val engine: Engine) : TextRunner {
    override fun generate(prompt: String, sampling: TextSampling, listener: TokenListener<String>): Boolean =
        TextStream.generate(engine, prompt, sampling, listener)

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
        public fun configure(config: EngineConfig): EngineConfig
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

    /** Apart from [LiteRtLmRunner], which must load where LiteRT-LM is missing, to say so. */
    private object Opening {
        fun cpu(): Backend = Backend.CPU()

        fun open(bundle: ModelBundle, options: Options): LiteRtLmRunner {
            val file = LiteRtLmFile.of(bundle, "LiteRtLmRunner")
            val config = EngineConfig(file.path, options.backend, cacheDir = options.cacheDirectory?.path)
            val engine = Engine(options.configure.configure(config))
            LiteRtLmFailure.translated { engine.initialize() }
            return LiteRtLmRunner(engine)
        }
    }
}
