package dev.litert.sdkgen.runtime

/** Says how well texts fit a picture. Generated models of pictures and texts implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface ImageTextMatcher {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @param texts one or more; what exceeds the model's length is cut off
     * @return a score for each of [texts], which are its labels
     * @throws IllegalArgumentException if there are no texts, or if the model takes pictures of one size only and this is another
     */
    public fun predict(image: RgbImage, texts: List<String>): Classification
}
