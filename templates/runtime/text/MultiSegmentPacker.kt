package dev.litert.sdkgen.runtime

/**
 * Packs the token ids of one or more segments into a fixed length, as KerasHub's `MultiSegmentPacker`:
 * [start] first [separator] second [end] [pad] ... Safe for use by several threads.
 *
 * @property sequenceLength the length of all that it makes
 * @throws ModelMismatchException if [start] and [end] alone do not fit into [sequenceLength]
 */
public class MultiSegmentPacker @JvmOverloads constructor(
    override val sequenceLength: Int,
    private val start: IntArray,
    private val separator: IntArray,
    private val end: IntArray,
    private val pad: Int,
    private val truncate: Truncate = Truncate.ROUND_ROBIN,
    private val paddingSide: Packer.PaddingSide = Packer.PaddingSide.RIGHT,
    private val mask: Packer.Mask = Packer.Mask.VALUE,
) : Packer {
    /** What is cut where the segments are too long together. */
    public enum class Truncate {
        /** Room is dealt out one token at a time, in turn: the longer segments are cut. */
        ROUND_ROBIN,

        /** The first segment takes what it needs, the next what is left. */
        WATERFALL,
    }

    init {
        if (capacity(1) < 0) {
            val needed = "${start.size + end.size}, room for start and end,"
            throw ModelMismatchException("packer.sequence_length: expected at least $needed but was $sequenceLength; export the model again")
        }
    }

    override fun capacity(segments: Int): Int = sequenceLength - start.size - (segments - 1) * separator.size - end.size

    /**
     * Packs the token ids of one or more [segments].
     *
     * @throws IllegalArgumentException if there is no segment, or more than [sequenceLength] has separators for
     */
    override fun pack(vararg segments: IntArray): PackedText {
        require(segments.isNotEmpty()) { "segments: expected at least 1 but was 0" }
        val capacity = capacity(segments.size)
        require(capacity >= 0) { "segments: ${segments.size} need a sequence length of at least ${sequenceLength - capacity} but it is $sequenceLength" }
        val kept = if (truncate == Truncate.WATERFALL) pour(segments, capacity) else deal(segments, capacity)
        val padding = capacity - kept.sum()
        val first = if (paddingSide == Packer.PaddingSide.LEFT) padding else 0

        val tokenIds = IntArray(sequenceLength) { pad }
        val segmentIds = IntArray(sequenceLength)
        var at = start.copyTo(tokenIds, first, start.size)
        for (segment in segments.indices) {
            val from = at
            val after = if (segment == segments.lastIndex) end else separator
            at = segments[segment].copyTo(tokenIds, at, kept[segment])
            at = after.copyTo(tokenIds, at, after.size)
            segmentIds.fill(segment, from, at)
        }
        val packed = first until at
        val paddingMask = IntArray(sequenceLength) { if (if (mask == Packer.Mask.VALUE) tokenIds[it] != pad else it in packed) 1 else 0 }
        return PackedText(tokenIds, paddingMask, segmentIds)
    }

    private fun pour(segments: Array<out IntArray>, capacity: Int): IntArray {
        var left = capacity
        return IntArray(segments.size) { segment -> minOf(segments[segment].size, left).also { left -= it } }
    }

    private fun deal(segments: Array<out IntArray>, capacity: Int): IntArray {
        val kept = IntArray(segments.size)
        var left = minOf(capacity, segments.sumOf { it.size.toLong() }.coerceAtMost(capacity.toLong()).toInt())
        while (left > 0) {
            for (segment in segments.indices) {
                if (left > 0 && kept[segment] < segments[segment].size) {
                    kept[segment]++
                    left--
                }
            }
        }
        return kept
    }

    private fun IntArray.copyTo(target: IntArray, at: Int, count: Int): Int {
        copyInto(target, at, 0, count)
        return at + count
    }
}
