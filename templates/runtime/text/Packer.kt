package dev.litert.sdkgen.runtime

/** Puts the token ids of one or more segments into a fixed length. Safe for use by several threads. */
public interface Packer {
    /** Where padding stands. */
    public enum class PaddingSide { RIGHT, LEFT }

    /** What the padding mask calls padding. */
    public enum class Mask {
        /** Each token that equals the pad token, also within the text. */
        VALUE,

        /** What the packer has filled up. */
        POSITION,
    }

    /** The length of all arrays that it makes. */
    public val sequenceLength: Int

    /**
     * How many tokens [segments] segments may have together; negative if there is no room for what stands between them.
     *
     * @throws IllegalArgumentException if it never takes that many segments
     */
    public fun capacity(segments: Int): Int

    /**
     * Packs the token ids of [segments], and cuts off what exceeds the [capacity].
     *
     * @throws IllegalArgumentException if it does not take that many segments
     */
    public fun pack(vararg segments: IntArray): PackedText
}
