package dev.litert.sdkgen.runtime

/** Reads embedded pictures, and the text up to the last of them, into a model's cache: all that a prompt has besides tokens. */
internal interface EmbeddingReader {
    /** How many tokens of [prompt] are in the cache after [read]. */
    fun end(prompt: IntArray): Int

    /** @param embeddings those of each picture, in their order. Use inside [ModelSession.exclusive]. */
    fun read(prompt: IntArray, embeddings: List<FloatArray>)
}
