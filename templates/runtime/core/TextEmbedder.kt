package dev.litert.sdkgen.runtime

/** Says where a text lies in a model's space. Generated text embedders implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface TextEmbedder {
    /** @return the embedding of [text], to be compared with others of the same model */
    public fun predict(text: String): Embedding
}
