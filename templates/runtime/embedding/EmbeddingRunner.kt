package dev.litert.sdkgen.runtime

/** Runs a model that has its tokenizer inside: text in, vector out. */
public interface EmbeddingRunner : ContainedRunner {
    /**
     * The embedding of [text], as the model gives it.
     *
     * @throws ModelException if the runtime fails
     */
    public fun embed(text: String): FloatArray
}
