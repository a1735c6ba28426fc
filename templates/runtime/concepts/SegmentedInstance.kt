package dev.litert.sdkgen.runtime

/**
 * One of the things that a phrase names.
 *
 * @property box where, in pixels of the picture that was passed to `predict`
 * @property score how sure the model is, 0 to 1: that the phrase is in the picture, times that this is one
 */
public class SegmentedInstance internal constructor(public val box: Box, public val score: Float, make: () -> Segmentation) {
    /** What a fake segmenter returns in a test. */
    public constructor(box: Box, score: Float, segmentation: Segmentation) : this(box, score, { segmentation })

    /** Each pixel of the picture: class 1 for the thing, 0 beside it, [Segmentation.UNSEEN] where the model did not look. Made when first asked for. */
    public val segmentation: Segmentation by lazy(make)

    /** Whether the pixel in column [x] and row [y] belongs to the thing. */
    public fun contains(x: Int, y: Int): Boolean = segmentation.labelAt(x, y) == segmentation.labels.getOrNull(1)

    override fun toString(): String = "instance $score $box"
}
