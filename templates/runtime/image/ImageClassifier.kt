package dev.litert.sdkgen.runtime

/** Says what a picture shows. Generated image classifiers implement it, so that an app can take any of them, or a fake in its tests. */
public fun interface ImageClassifier {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @return the label with the highest score, and the others below it
     * @throws IllegalArgumentException if the model takes pictures of one size only and this is another
     */
    public fun predict(image: RgbImage): Classification
}
