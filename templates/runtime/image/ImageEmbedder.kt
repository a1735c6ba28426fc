package dev.litert.sdkgen.runtime

/** Says where a picture lies in a model's space. Generated image embedders implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface ImageEmbedder {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @return the embedding of [image], to be compared with others of the same model
     * @throws IllegalArgumentException if the model takes pictures of one size only and this is another
     */
    public fun predict(image: RgbImage): Embedding
}
