package dev.litert.sdkgen.runtime

/**
 * The real LiteRT library on a desktop JVM, through JNA: tests run the model itself, without a device.
 *
 * The library is the one of the Python package ai-edge-litert. Its path is taken from the system property `litert.library`,
 * else from the environment variable `LITERT_LIBRARY`.
 *
 * @param bundle a [DirectoryBundle]
 * @throws ModelException if the library or the model cannot be loaded
 */
public class LiteRtHostRunner(bundle: ModelBundle) : ModelRunner {
    private val model = when (bundle) {
        is DirectoryBundle -> linked("net.java.dev.jna:jna:5.17.0") { HostModel(bundle.file(bundle.manifest.modelFile)) }
        else -> throw ModelException("LiteRtHostRunner: expected a DirectoryBundle but was $bundle")
    }

    override val updatesInPlace: Boolean get() = true

    override fun tensor(signature: String, direction: Direction, spec: TensorSpec): Tensor<*> {
        val side = signature(signature).side(direction)
        side.check(spec)
        return model.tensor(side, spec)
    }

    override fun bind(signature: String, inputs: Map<String, Tensor<*>>, outputs: Map<String, Tensor<*>>): BoundCall =
        model.bind(signature(signature), inputs.mapValues { it.value as HostTensor }, outputs.mapValues { it.value as HostTensor })

    override fun close(): Unit = model.close()

    private fun signature(key: String): HostSignature =
        model.signatures[key] ?: throw ModelMismatchException("expected signature $key but the model file has ${model.signatures.keys}")
}
