package dev.litert.sdkgen.runtime

/**
 * Runs the signatures of one model file: the only thing that differs between LiteRT, the classic Interpreter and a desktop.
 *
 * Names and shapes are settled in [tensor] and [bind], once; after that a run touches nothing but memory.
 * A runner is not thread-safe: [ModelSession] lets one call in at a time.
 */
public interface ModelRunner : AutoCloseable {
    /**
     * Whether one tensor may be bound to an input of a call and to the output that is the same with some places written anew: operations
     * then run one after the other on that memory, as on a CPU, and none copies the places that stay.
     */
    public val updatesInPlace: Boolean get() = false

    /**
     * Memory that fits [spec], an input or output of [signature]; what it holds at first is undefined. It may be bound to any tensor
     * of the same type and shape, in any signature: an output bound as the next call's input is how a cache stays on the device.
     *
     * @throws ModelMismatchException if the file has no such tensor, or one of another type or shape
     */
    public fun tensor(signature: String, direction: Direction, spec: TensorSpec): Tensor<*>

    /** A call of [signature] with every input and output bound by name. The tensors must come from this runner. */
    public fun bind(signature: String, inputs: Map<String, Tensor<*>>, outputs: Map<String, Tensor<*>>): BoundCall

    /** Frees the model and every tensor that is still open. */
    override fun close()
}

/** Which side of a signature a tensor stands on. */
public enum class Direction { INPUT, OUTPUT }

/** A signature and its memory, ready to run any number of times. */
public fun interface BoundCall {
    /** @throws ModelException if LiteRT fails */
    public fun run()
}

/** Opens the runner of a bundle; the session that asked for it closes it. */
public fun interface RunnerFactory {
    /** @throws ModelException if the model file cannot be loaded */
    public fun open(bundle: ModelBundle): ModelRunner
}
