package dev.litert.sdkgen.runtime

/**
 * What a prompt may mean: a whole thing or its parts.
 *
 * @property masks in the model's order; the first is meant for prompts that leave no doubt, such as a box or several points
 * @throws IllegalArgumentException if there is none
 */
public class PromptedMasks(public val masks: List<PromptedMask>) {
    init {
        require(masks.isNotEmpty()) { "expected at least one mask" }
    }

    /** The mask with the highest score; of equal ones the first. */
    public val best: PromptedMask = masks.maxBy { it.score }

    override fun toString(): String = "PromptedMasks(${masks.joinToString()})"
}

/**
 * One thing that was cut out.
 *
 * @property score how well the mask fits, as the model expects it: intersection over union, about 0 to 1
 */
public class PromptedMask internal constructor(public val score: Float, internal val logits: FloatArray?, make: () -> Segmentation) {
    /** What a fake segmenter returns in a test. */
    public constructor(segmentation: Segmentation, score: Float) : this(score, null, { segmentation })

    /** Each pixel of the picture: class 1 for the thing, 0 beside it, [Segmentation.UNSEEN] where the model did not look. Made when first asked for. */
    public val segmentation: Segmentation by lazy(make)

    /** Whether the pixel in column [x] and row [y] belongs to the thing. */
    public fun contains(x: Int, y: Int): Boolean = segmentation.labelAt(x, y) == segmentation.labels.getOrNull(1)

    override fun toString(): String = "mask $score"
}
