package dev.litert.sdkgen.runtime

/**
 * Turns a detector's boxes and scores into [Detection]s, as the manifest's `postprocess` says, and brings them back from the model's input to the
 * caller's picture. Safe to use from several threads.
 *
 * @throws ModelMismatchException if the bundle's labels do not fit the model's outputs, or it is no detector
 */
public class DetectionDecoder(bundle: ModelBundle) {
    private val step = ImageStep(bundle)
    private val labels: List<String>
    private val suppression: NonMaxSuppression
    private val count: Int

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "detection") post["type"].fail("detection")
        labels = bundle.json(post["labels"].string).list.map { it.string }
        suppression = NonMaxSuppression(post["confidence_threshold"].float, post["iou_threshold"].float, post["max_detections"].integer(COUNTS).toInt())
        val boxes = bundle.manifest.output(post["boxes"])
        count = boxes.shape.getOrElse(1) { 0 }
        if (boxes.shape != listOf(1, count, 4)) post["boxes"].fail("an output of shape [1, boxes, 4], not $boxes,")
        for (field in listOf("scores", "classes")) {
            val output = bundle.manifest.output(post[field])
            if (output.shape != listOf(1, count)) post[field].fail("an output of shape [1, $count], not $output,")
        }
        val probabilities = bundle.manifest.output(post["probabilities"])
        if (probabilities.shape != listOf(1, count, labels.size)) {
            throw ModelMismatchException("${post["labels"].string} of $bundle: expected a label for each of $probabilities but was ${labels.size}")
        }
    }

    /**
     * @param boxes top, left, bottom, right of each box in pixels of the model's input
     * @param scores the best score of each box
     * @param classes the place of the label that has it, for each box
     * @param width columns of the picture that the model saw, before it was brought to the model's size
     * @param height rows of that picture
     * @return what was found, best first, in pixels of that picture
     * @throws IllegalArgumentException if there are more or fewer numbers than the model gives, or a class without a label
     */
    public fun decode(boxes: FloatArray, scores: FloatArray, classes: IntArray, width: Int, height: Int): List<Detection> {
        require(boxes.size == 4 * count && scores.size == count && classes.size == count) {
            "expected $count boxes with a score and a class each but was ${boxes.size} coordinates, ${scores.size} scores and ${classes.size} classes"
        }
        val window = ImageWindow.of(step.fit, width, height, step.width, step.height)
        return suppression.select(boxes, scores).map { i ->
            val box = Box(
                left = back(boxes[4 * i + 1], window.width, step.width, window.left),
                top = back(boxes[4 * i], window.height, step.height, window.top),
                right = back(boxes[4 * i + 3], window.width, step.width, window.left),
                bottom = back(boxes[4 * i + 2], window.height, step.height, window.top),
            )
            val index = classes[i]
            require(index in labels.indices) { "expected classes from 0 to ${labels.size - 1} but was $index" }
            Detection(box, labels[index], scores[i], index)
        }
    }

    private fun back(at: Float, windowSize: Int, modelSize: Int, start: Int): Float = at * windowSize / modelSize + start

    private companion object {
        val COUNTS = 1L..1_000_000L
    }
}
