package dev.litert.sdkgen.runtime

/**
 * Runs a model that has its tokenizer inside: text in, text out. It shows no tensors.
 *
 * A runner is not thread-safe: [ModelSession] lets one call in at a time.
 */
public interface TextRunner : ModelRunner {
    /**
     * Continues [prompt], after nothing that came before. Blocks until the answer is complete.
     *
     * @param listener receives the answer piece by piece, in whole characters, on this thread; it stops it by returning false
     * @return false if the model's context was full before the answer was complete
     * @throws IllegalArgumentException if [prompt] does not fit into the context
     * @throws ModelException if the runtime fails
     */
    public fun generate(prompt: String, sampling: TextSampling, listener: TokenListener<String>): Boolean

    override fun tensor(signature: String, direction: Direction, spec: TensorSpec): Tensor<*> = throw ModelException("${spec.name}: $NO_TENSORS")

    override fun bind(signature: String, inputs: Map<String, Tensor<*>>, outputs: Map<String, Tensor<*>>): BoundCall = throw ModelException("$signature: $NO_TENSORS")

    private companion object {
        const val NO_TENSORS = "a runner of texts has no tensors; export the model without --format to have them"
    }
}
