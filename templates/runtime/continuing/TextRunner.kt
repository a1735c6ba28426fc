package dev.litert.sdkgen.runtime

/** Runs a model that has its tokenizer inside: text in, text out. */
public interface TextRunner : ContainedRunner {
    /**
     * Continues [prompt], after nothing that came before. Blocks until the answer is complete.
     *
     * @param listener receives the answer piece by piece, in whole characters, on this thread; it stops it by returning false
     * @return false if the model's context was full before the answer was complete
     * @throws IllegalArgumentException if [prompt] does not fit into the context
     * @throws ModelException if the runtime fails
     */
    public fun generate(prompt: String, sampling: TextSampling, listener: TokenListener<String>): Boolean
}
