package dev.litert.sdkgen.runtime

/**
 * Turns a text with masks into the model's integers, as the manifest's `preprocess` step of type `text` says. Safe for use by several threads.
 *
 * @throws ModelMismatchException if the manifest has no such step with masks, or one that this runtime does not understand
 */
public class MaskedTextPreprocessor(bundle: ModelBundle) {
    private val preprocessor = TextPreprocessor(bundle)
    private val mask: MaskToken
    private val room: Int

    /** What stands for a hidden token in a text, such as `[MASK]`. */
    public val maskToken: String get() = mask.token

    /** Splits text into token ids, with the mask's own id for each mask, and turns ids into text. */
    public val tokenizer: Tokenizer get() = preprocessor.tokenizer

    init {
        val step = TextStep(bundle)
        mask = step.mask() ?: throw ModelMismatchException("$bundle: manifest.json: preprocess: expected a step with a mask")
        val input = bundle.manifest.input(step.feed("mask_positions"))
        if (!input.isFixed) throw ModelMismatchException("$bundle: expected a fixed number of masks but was $input")
        room = input.elements
    }

    /**
     * Packs [text]; what does not fit is cut off at its end.
     *
     * @throws IllegalArgumentException if it holds no mask, more than the model fills at once, one that would be cut off, or what its
     *     tokenizer takes for one, such as a mask in full-width letters
     */
    public fun pack(text: String): MaskedText = masked(listOf(text), preprocessor.pack(text))

    /**
     * Packs two texts, [first] as segment 0 and [second] as segment 1; both are cut as the manifest's `truncate` says.
     *
     * @throws IllegalArgumentException as for one text, of both together; or if the model takes one text at a time
     */
    public fun pack(first: String, second: String): MaskedText = masked(listOf(first, second), preprocessor.pack(first, second))

    private fun masked(texts: List<String>, packed: PackedText): MaskedText {
        val written = texts.sumOf { it.split(mask.token).size - 1 }
        require(written > 0) { "text: expected a $maskToken in it but there is none" }
        require(written <= room) { "text: expected up to $room $maskToken but there are $written" }
        val positions = packed.tokenIds.indices.filter { packed.tokenIds[it] == mask.id }
        require(positions.size >= written) {
            val cut = written - positions.size
            "text: expected each $maskToken among the ${packed.tokenIds.size} tokens that the model reads but $cut stand behind them; shorten it"
        }
        require(positions.size == written) { "text: expected $written masks but its tokenizer reads ${positions.size}: write each as $maskToken" }
        return MaskedText(packed, positions.toIntArray().copyOf(room), texts, written)
    }
}
