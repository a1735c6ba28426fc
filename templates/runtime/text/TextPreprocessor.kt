package dev.litert.sdkgen.runtime

/**
 * Turns text into the model's integers as the manifest's `preprocess` step of type `text` says: tokenize, truncate, pack.
 *
 * It repeats what KerasHub's preprocessor does when called directly. Safe for use by several threads.
 *
 * @throws ModelMismatchException if the manifest has no such step, or one that this runtime does not understand, or if the vocabulary does not fit it
 */
public class TextPreprocessor(bundle: ModelBundle) {
    /** Splits text into token ids; of use for showing tokens, or for counting them. */
    public val tokenizer: Tokenizer

    private val packer: Packer

    /** Length of all arrays of a [PackedText]. */
    public val sequenceLength: Int get() = packer.sequenceLength

    init {
        val step = TextStep(bundle)
        tokenizer = step.tokenizer()
        packer = step.packer()
    }

    /** Packs [text]; what does not fit is cut off at its end. */
    public fun pack(text: String): PackedText = packer.pack(encode(text, 1))

    /**
     * Packs two texts, [first] as segment 0 and [second] as segment 1; both are cut as the manifest's `truncate` says.
     *
     * @throws IllegalArgumentException if the model takes one text at a time, or its sequence length has no room for a separator
     */
    public fun pack(first: String, second: String): PackedText = packer.pack(encode(first, 2), encode(second, 2))

    /** No segment keeps more tokens than all may have together, so there is no use in tokenizing the rest of a long text. */
    private fun encode(text: String, segments: Int): IntArray = tokenizer.encode(text, maxOf(0, packer.capacity(segments)))
}
