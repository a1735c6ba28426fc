package dev.litert.sdkgen.runtime

import kotlin.math.max
import kotlin.math.min

/**
 * Turns a segmenter's numbers into a [Segmentation], as the manifest's `postprocess` says, and brings it back from the model's output to the size of the
 * caller's picture: each pixel gets the class of the place that it fell on (nearest neighbour). Safe to use from several threads.
 *
 * @throws ModelMismatchException if the bundle's labels do not fit the model's output, or it is no segmenter
 */
public class SegmentationDecoder(bundle: ModelBundle) {
    private val step = ImageStep(bundle)
    private val labels: List<String>
    private val threshold: Float?
    private val rows: Int
    private val columns: Int
    private val channels: Int

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "segmentation") post["type"].fail("segmentation")
        threshold = post.find("threshold")?.float
        labels = bundle.json(post["labels"].string).list.map { it.string }
        val name = post["output"]
        val output = bundle.manifest.output(name)
        val isTold = output.type === ElementType.INT32
        val scores = if (isTold) bundle.manifest.output(post["scores"]) else output
        if (scores.shape.size != 4 || scores.shape[0] != 1 || !scores.isFixed) name.fail("an output of shape [1, rows, columns, labels], not $scores,")
        if (isTold && output.shape != scores.shape.dropLast(1)) name.fail("an output with a class for each place of $scores, not $output,")
        rows = scores.shape[1]
        columns = scores.shape[2]
        channels = scores.shape[3]
        if (if (threshold == null) channels != labels.size else channels != 1 || labels.size != 2) {
            throw ModelMismatchException("${post["labels"].string} of $bundle: expected the labels of $scores but was ${labels.size}")
        }
    }

    /**
     * @param values what the model's output holds for one picture: numbers for each place
     * @param width columns of the picture that the model saw, before it was brought to the model's size
     * @param height rows of that picture
     * @throws IllegalArgumentException if there are more or fewer values than the model gives
     */
    public fun decode(values: FloatArray, width: Int, height: Int): Segmentation {
        require(values.size == rows * columns * channels) { "expected ${rows * columns * channels} values but was ${values.size}" }
        return decode(IntArray(rows * columns) { classOf(values, it * channels) }, width, height)
    }

    /**
     * @param classes what the model's output holds for one picture: the place of a label for each place
     * @param width columns of the picture that the model saw, before it was brought to the model's size
     * @param height rows of that picture
     * @throws IllegalArgumentException if there are more or fewer classes than the model gives, or one without a label
     */
    public fun decode(classes: IntArray, width: Int, height: Int): Segmentation {
        require(classes.size == rows * columns) { "expected ${rows * columns} classes but was ${classes.size}" }
        val window = ImageWindow.of(step.fit, width, height, step.width, step.height)
        val across = LinearAxis.nearest(columns, window.width).lower
        val down = LinearAxis.nearest(rows, window.height).lower
        val ids = IntArray(width * height)
        if (window.width < width || window.height < height) ids.fill(Segmentation.UNSEEN)
        for (y in max(window.top, 0) until min(window.top + window.height, height)) {
            val row = down[y - window.top] * columns
            for (x in max(window.left, 0) until min(window.left + window.width, width)) ids[y * width + x] = classes[row + across[x - window.left]]
        }
        return Segmentation(width, height, ids, labels)
    }

    /** The first of the largest numbers from [at] on. */
    private fun classOf(values: FloatArray, at: Int): Int {
        if (threshold != null) return if (values[at] > threshold) 1 else 0
        var best = 0
        for (c in 1 until channels) if (values[at + c] > values[at + best]) best = c
        return best
    }
}
