package dev.litert.sdkgen.runtime

/**
 * A text with its masks filled.
 *
 * @property texts the caller's text or pair, with the likeliest token at each mask
 * @property masks what may stand at each mask, in their order
 */
public class FilledText(public val texts: List<String>, public val masks: List<MaskFilling>) {
    /** The filled text; of a pair both, with a space between them. */
    public val text: String get() = texts.joinToString(" ")

    override fun toString(): String = "FilledText($text)"
}
