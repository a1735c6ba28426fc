package dev.litert.sdkgen.runtime

/**
 * Packs the token ids of one segment into a fixed length, as KerasHub's `StartEndPacker`: start, tokens, end, padding.
 * What does not fit is cut off at the end of the segment. Safe for use by several threads.
 *
 * @throws ModelMismatchException if start and end alone do not fit into [sequenceLength]
 */
public class StartEndPacker @JvmOverloads constructor(
    override val sequenceLength: Int,
    start: IntArray,
    end: IntArray,
    pad: Int,
    paddingSide: Packer.PaddingSide = Packer.PaddingSide.RIGHT,
    mask: Packer.Mask = Packer.Mask.VALUE,
) : Packer {
    /** Of one segment, without anything between segments, both packers make the same. */
    private val packer = MultiSegmentPacker(sequenceLength, start, IntArray(0), end, pad, paddingSide = paddingSide, mask = mask)

    override fun capacity(segments: Int): Int {
        require(segments == 1) { "segments: the model takes 1 text at a time but was given $segments" }
        return packer.capacity(1)
    }

    override fun pack(vararg segments: IntArray): PackedText {
        capacity(segments.size)
        return packer.pack(*segments)
    }
}
