package dev.litert.sdkgen.runtime

/**
 * A text with masks as the model takes it.
 *
 * @property tokenIds start, tokens and masks, end, padding
 * @property paddingMask 1 where a token stands, 0 at padding
 * @property segmentIds 0 for the first text and its separator, 1 for the second, and so on; 0 at padding
 * @property maskPositions the places of the masks in [tokenIds], filled up with 0 to as many as the model takes
 */
public class MaskedText internal constructor(
    packed: PackedText,
    public val maskPositions: IntArray,
    internal val texts: List<String>,
    internal val masks: Int,
) {
    public val tokenIds: IntArray = packed.tokenIds

    public val paddingMask: IntArray = packed.paddingMask

    public val segmentIds: IntArray = packed.segmentIds
}
