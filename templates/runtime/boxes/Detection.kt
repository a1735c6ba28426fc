package dev.litert.sdkgen.runtime

/**
 * Something that was found in a picture.
 *
 * @property box where, in pixels of the picture that was passed to `predict`
 * @property label what it is
 * @property score how sure the model is, on the scale of its activation: 0 to 1
 * @property index place of the label in the model's output
 */
public class Detection(public val box: Box, public val label: String, public val score: Float, public val index: Int) {
    /** What a fake detector returns in a test. */
    public constructor(box: Box, label: String, score: Float) : this(box, label, score, 0)

    override fun toString(): String = "$label $score $box"
}
