package dev.litert.sdkgen.runtime

/** Text to token ids and back, as KerasHub's tokenizer does it when called directly on a string. Safe for use by several threads. */
public interface Tokenizer {
    /** Token ids of [text], without what a packer adds. */
    public fun encode(text: String): IntArray

    /**
     * The first [limit] of the token ids of [text], for less work where that is possible.
     *
     * @throws IllegalArgumentException if [limit] is negative
     */
    public fun encode(text: String, limit: Int): IntArray

    /**
     * The text of [ids].
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    public fun decode(ids: IntArray): String
}
