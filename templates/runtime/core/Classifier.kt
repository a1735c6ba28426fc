package dev.litert.sdkgen.runtime

/**
 * Turns a head's numbers into a [Classification], as the manifest's `postprocess` says.
 *
 * @throws ModelMismatchException if the bundle's labels do not fit the model's output
 */
public class Classifier(bundle: ModelBundle) {
    private val activation: Activation
    private val labels: List<String>

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "classification") post["type"].fail("classification")
        activation = Activation.of(post["activation"])
        labels = bundle.json(post["labels"].string).list.map { it.string } // JSON, since a label may hold a newline
        val output = bundle.manifest.output(post["output"])
        if (output.shape.lastOrNull() != labels.size) {
            throw ModelMismatchException("${post["labels"].string} of $bundle: expected a label for each score of $output but was ${labels.size}")
        }
    }

    /**
     * @param values what the model's output holds for one text or picture, one number per label; stays as it is
     * @throws IllegalArgumentException if there are more or fewer
     */
    public fun classify(values: FloatArray): Classification {
        require(values.size == labels.size) { "expected ${labels.size} values, one per label, but was ${values.size}" }
        return Classification(labels, activation.apply(values))
    }
}
