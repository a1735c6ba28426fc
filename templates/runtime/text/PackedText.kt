package dev.litert.sdkgen.runtime

/**
 * A text as the model takes it, in arrays of the packer's sequence length each.
 *
 * @property tokenIds start, tokens, end, padding
 * @property paddingMask 1 where a token stands, 0 at padding
 * @property segmentIds 0 for the first text and its separator, 1 for the second, and so on; 0 at padding
 */
public class PackedText(public val tokenIds: IntArray, public val paddingMask: IntArray, public val segmentIds: IntArray)
