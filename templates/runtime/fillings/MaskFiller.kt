package dev.litert.sdkgen.runtime

/**
 * Turns a head's numbers into a [FilledText], as the manifest's `postprocess` says.
 *
 * @throws ModelMismatchException if the manifest has no such postprocess, or one that does not fit the model's output
 */
public class MaskFiller(bundle: ModelBundle, private val preprocessor: MaskedTextPreprocessor) {
    private val tokens: Int
    private val known: Int

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "mask_filling") post["type"].fail("mask_filling")
        val output = bundle.manifest.output(post["output"])
        if (output.shape.size != 3 || !output.isFixed) post["output"].fail("an output of shape [1, masks, tokens], not $output,")
        tokens = output.shape[2]
        known = post["vocabulary_size"].integer(1L..tokens.toLong()).toInt()
    }

    /**
     * @param logits what the model's output holds for [masked]: a number for each token of the vocabulary, one mask after another
     * @throws IllegalArgumentException if there are more or fewer
     */
    public fun fill(masked: MaskedText, logits: FloatArray): FilledText {
        val expected = masked.maskPositions.size * tokens
        require(logits.size == expected) { "expected $expected values but was ${logits.size}" }
        val fillings = List(masked.masks) { mask ->
            val scores = Activation.SOFTMAX.apply(logits.copyOfRange(mask * tokens, (mask + 1) * tokens))
            MaskFilling(masked.maskPositions[mask], scores.copyOf(known)) { preprocessor.tokenizer.decode(intArrayOf(it)).trimStart(' ') }
        }
        return FilledText(filled(masked, fillings), fillings)
    }

    /** The texts with each mask, and the white space in front of it, replaced by what its best token adds to the token before it. */
    private fun filled(masked: MaskedText, fillings: List<MaskFilling>): List<String> {
        val ids = masked.tokenIds.copyOf()
        val left = fillings.iterator()
        return masked.texts.map { text ->
            val parts = text.split(preprocessor.maskToken)
            val filled = StringBuilder()
            for (part in parts.dropLast(1)) {
                filled.append(part.trimEnd(*MaskingTokenizer.SPACES))
                val filling = left.next()
                ids[filling.position] = filling.best.id
                filled.append(if (filled.isEmpty()) filling.best.token else added(ids[filling.position - 1], filling.best.id))
            }
            filled.append(parts.last()).toString()
        }
    }

    /** What [id] adds to the text of [previous]: a space in front of a token that begins a word. */
    private fun added(previous: Int, id: Int): String {
        val tokenizer = preprocessor.tokenizer
        val before = tokenizer.decode(intArrayOf(previous))
        val both = tokenizer.decode(intArrayOf(previous, id))
        return if (both.startsWith(before)) both.substring(before.length) else tokenizer.decode(intArrayOf(id))
    }
}
