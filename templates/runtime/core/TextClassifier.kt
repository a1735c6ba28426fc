package dev.litert.sdkgen.runtime

/** Says what a text is. Generated text classifiers implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface TextClassifier {
    /** @return the label with the highest score, and the others below it */
    public fun predict(text: String): Classification
}
