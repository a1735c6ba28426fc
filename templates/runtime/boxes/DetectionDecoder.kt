package dev.litert.sdkgen.runtime

/**
 * Turns a detector's boxes and scores into [Detection]s, as the manifest's `postprocess` says, and brings them back from the model's input to the
 * caller's picture. Safe to use from several threads.
 *
 * @throws ModelMismatchException if the bundle's labels do not fit the model's outputs, or it is no detector
 */
public class DetectionDecoder(bundle: ModelBundle) {
    private val step = ImageStep(bundle)
    private val activation: Activation
    private val labels: List<String>
    private val suppression: NonMaxSuppression
    private val count: Int

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "detection") post["type"].fail("detection")
        activation = Activation.of(post["activation"])
        labels = bundle.json(post["labels"].string).list.map { it.string }
        suppression = NonMaxSuppression(post["confidence_threshold"].float, post["iou_threshold"].float, post["max_detections"].integer(COUNTS).toInt())
        val boxes = bundle.manifest.output(post["boxes"])
        count = boxes.shape.getOrElse(1) { 0 }
        if (boxes.shape != listOf(1, count, 4)) post["boxes"].fail("an output of shape [1, boxes, 4], not $boxes,")
        val scores = bundle.manifest.output(post["scores"])
        if (scores.shape != listOf(1, count, labels.size)) {
            throw ModelMismatchException("${post["labels"].string} of $bundle: expected a label for each score of $scores but was ${labels.size}")
        }
    }

    /**
     * @param boxes top, left, bottom, right of each box in pixels of the model's input
     * @param scores for each box one number per label, before the activation
     * @param width columns of the picture that the model saw, before it was brought to the model's size
     * @param height rows of that picture
     * @return what was found, best first, in pixels of that picture
     * @throws IllegalArgumentException if there are more or fewer numbers than the model gives
     */
    public fun decode(boxes: FloatArray, scores: FloatArray, width: Int, height: Int): List<Detection> {
        require(boxes.size == 4 * count && scores.size == labels.size * count) {
            "expected $count boxes with ${labels.size} scores each but was ${boxes.size} coordinates and ${scores.size} scores"
        }
        val window = ImageWindow.of(step.fit, width, height, step.width, step.height)
        // The activation grows with its argument, so that it is needed for the best number of each box only.
        val best = activation.apply(FloatArray(count) { largest(scores, it * labels.size) })
        return suppression.select(boxes, best).map { i ->
            val box = Box(
                left = back(boxes[4 * i + 1], window.width, step.width, window.left),
                top = back(boxes[4 * i], window.height, step.height, window.top),
                right = back(boxes[4 * i + 3], window.width, step.width, window.left),
                bottom = back(boxes[4 * i + 2], window.height, step.height, window.top),
            )
            // After the activation: numbers that differ may become equal scores, of which the first counts.
            val index = activation.apply(scores.copyOfRange(i * labels.size, (i + 1) * labels.size)).argmax()
            Detection(box, labels[index], best[i], index)
        }
    }

    /** The largest score of the box whose scores start at [from], NaN if there is one. */
    private fun largest(scores: FloatArray, from: Int): Float {
        var largest = scores[from]
        for (i in from + 1 until from + labels.size) largest = maxOf(largest, scores[i])
        return largest
    }

    private fun back(at: Float, windowSize: Int, modelSize: Int, start: Int): Float = at * windowSize / modelSize + start

    private companion object {
        val COUNTS = 1L..1_000_000L
    }
}
