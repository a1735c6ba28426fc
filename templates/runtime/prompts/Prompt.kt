package dev.litert.sdkgen.runtime

/**
 * What to cut out of a picture: points on it or beside it, a box around it, a mask to make better, or several of these.
 *
 * Coordinates are pixels of the picture that is passed to `predict`, x to the right and y downwards. A prompt does not change: each function gives a new one.
 */
public class Prompt private constructor(internal val points: List<Point>, internal val box: Box?, internal val mask: PromptedMask?) {
    /** A prompt without anything, to which the functions below add. */
    public constructor() : this(emptyList(), null, null)

    /** A further point on the thing. */
    public fun withPoint(x: Float, y: Float): Prompt = Prompt(points + Point(x, y, Point.FOREGROUND), box, mask)

    /** A further point beside the thing. */
    public fun withBackgroundPoint(x: Float, y: Float): Prompt = Prompt(points + Point(x, y, Point.BACKGROUND), box, mask)

    /** The box around the thing. Its part beyond the picture is cut off. */
    public fun withBox(box: Box): Prompt = Prompt(points, box, mask)

    /** The mask of an earlier answer for the same picture, to be made better by points or a box. */
    public fun withMask(mask: PromptedMask): Prompt = Prompt(points, box, mask)

    /** A mask of your own: the pixels of the class 1 of [mask], which is as large as the picture. */
    public fun withMask(mask: Segmentation): Prompt = withMask(PromptedMask(mask, 1f))

    override fun toString(): String = "Prompt(${(points + listOfNotNull(box, mask)).joinToString()})"

    /** A place with its label, as KerasHub has it. */
    internal class Point(val x: Float, val y: Float, val label: Int) {
        override fun toString(): String = "${if (label == FOREGROUND) "+" else "-"}($x, $y)"

        companion object {
            const val FOREGROUND = 1
            const val BACKGROUND = 0
        }
    }
}
