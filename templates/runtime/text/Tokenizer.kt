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

    /** Begins the text of ids that come one by one, as a model generates them. */
    public fun streamingDecoder(): StreamingDecoder
}

/** Turns token ids into text while they come. All that it returns, joined, is what [Tokenizer.decode] makes of all ids. For one thread at a time. */
public interface StreamingDecoder {
    /**
     * The text that [id] adds: whole characters only, and nothing while a character is incomplete.
     *
     * @throws IllegalArgumentException if [id] is not in the vocabulary
     */
    public fun add(id: Int): String

    /** Ends the text: what is still held back, with U+FFFD for what never became a character. The next id begins another text. */
    public fun end(): String
}
