package dev.litert.sdkgen.runtime

/**
 * Runs a model that has its tokenizer inside, and shows no tensors.
 *
 * A runner is not thread-safe: [ModelSession] lets one call in at a time.
 */
public interface ContainedRunner : ModelRunner {
    override fun tensor(signature: String, direction: Direction, spec: TensorSpec): Tensor<*> = throw ModelException("${spec.name}: $NO_TENSORS")

    override fun bind(signature: String, inputs: Map<String, Tensor<*>>, outputs: Map<String, Tensor<*>>): BoundCall = throw ModelException("$signature: $NO_TENSORS")

    private companion object {
        const val NO_TENSORS = "a runner of texts has no tensors; export the model without --format to have them"
    }
}
