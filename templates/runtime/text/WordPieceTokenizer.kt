package dev.litert.sdkgen.runtime

/**
 * WordPiece as KerasHub's `WordPieceTokenizer` does it when called directly on a string: the same token ids for every text, whatever the
 * device's own Unicode data. Safe for use by several threads.
 *
 * A text with half a surrogate pair, which Kotlin allows and Unicode does not, counts as having U+FFFD in its place.
 *
 * @param vocabulary the tokens; the id of a token is its place, of one that stands there twice the last place
 * @param oovToken stands for a word that the vocabulary cannot spell, or that is longer than 100 bytes in UTF-8
 * @param lowercase fold the case of each word, with compatibility normalization (`ß` to `ss`, `２` to `2`)
 * @param stripAccents remove accents (all nonspacing marks)
 * @param split split the text into words; else the whole text is one word
 * @param splitOnCjk make each Chinese character a word of its own, if [split]
 * @param suffixIndicator what stands before every piece but the first of a word
 * @param specialTokens tokens like `[MASK]`, in the order in which they are tried
 * @param specialTokensInStrings recognize [specialTokens] in texts, if [split]; else `[MASK]` in a text is three words
 * @throws ModelMismatchException if [vocabulary] lacks [oovToken], or a special token is empty
 */
public class WordPieceTokenizer @JvmOverloads constructor(
    private val vocabulary: List<String>,
    oovToken: String = "[UNK]",
    private val lowercase: Boolean = false,
    private val stripAccents: Boolean = false,
    private val split: Boolean = true,
    private val splitOnCjk: Boolean = true,
    private val suffixIndicator: String = "##",
    specialTokens: List<String> = emptyList(),
    specialTokensInStrings: Boolean = false,
) : Tokenizer {
    private val pieces = WordPieceVocabulary(vocabulary, suffixIndicator)
    private val oov = pieces.id(oovToken)
    private val specialTokens = if (split && specialTokensInStrings) specialTokens else emptyList()

    init {
        if (oov < 0) {
            val tokens = "${vocabulary.size} tokens"
            throw ModelMismatchException("vocabulary: expected the oov_token \"$oovToken\" among its $tokens but it is not there; export the model again")
        }
        if ("" in this.specialTokens) throw ModelMismatchException("special_tokens: expected tokens but one is empty; export the model again")
    }

    /** Token ids of [text], without start, end or padding. */
    override fun encode(text: String): IntArray = encode(text, Int.MAX_VALUE)

    /**
     * Token ids of [text], without start, end or padding.
     *
     * @param limit how many ids are wanted: the work ends with the word that reaches it
     */
    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        val wellFormed = replaceLoneSurrogates(text)
        return Encoding(if (stripAccents) Accents.strip(wellFormed) else wellFormed, limit).encode()
    }

    /**
     * The text of [ids]: words joined with spaces, and pieces with the suffix indicator joined to the word before. It is not quite the text that
     * was encoded.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    override fun decode(ids: IntArray): String = buildString {
        for (i in ids.indices) appendToken(ids[i], isFirst = i == 0) { "ids[$i]" }
    }

    override fun streamingDecoder(): StreamingDecoder = object : StreamingDecoder {
        private var isFirst = true

        override fun add(id: Int): String = buildString { appendToken(id, isFirst) { "id" } }.also { isFirst = false }

        override fun end(): String = "".also { isFirst = true }
    }

    private inline fun StringBuilder.appendToken(id: Int, isFirst: Boolean, name: () -> String) {
        require(id in vocabulary.indices) { "${name()}: expected a token id from 0 to ${vocabulary.size - 1} but was $id" }
        val token = vocabulary[id]
        when {
            isFirst -> append(token)
            token.length > suffixIndicator.length && token.startsWith(suffixIndicator) -> append(token, suffixIndicator.length, token.length)
            else -> append(' ').append(token)
        }
    }

    /** One call's memory, reused from word to word. */
    private inner class Encoding(private val text: String, private val limit: Int) {
        private val ids = IntList()
        private val folding = if (lowercase) CaseFolding() else null
        private val folded = StringBuilder()
        private val word = CharArray(LONGEST_WORD)
        private val hashes = IntArray(LONGEST_WORD)

        fun encode(): IntArray {
            if (split) {
                val words = WordCursor(text, splitOnCjk, specialTokens)
                while (ids.size < limit && words.next()) add(words.start, words.end, words.isSpecial)
            } else {
                add(0, text.length, isSpecial = false)
            }
            ids.truncate(limit)
            return ids.toIntArray()
        }

        private fun add(start: Int, end: Int, isSpecial: Boolean) {
            if (folding == null || isSpecial) return addWord(text, start, end)
            folded.setLength(0)
            folding.fold(text, start, end, folded)
            addWord(folded, 0, folded.length) // which may be empty: then there are no pieces
        }

        private fun addWord(source: CharSequence, start: Int, end: Int) {
            var bytes = 0
            for (i in start until end) {
                val char = source[i]
                bytes += if (char.code < 0x80) 1 else if (char.code < 0x800 || char.isSurrogate()) 2 else 3
                if (bytes > LONGEST_WORD) return ids.add(oov)
                word[i - start] = char
            }
            if (!pieces.addPieces(word, end - start, hashes, ids)) ids.add(oov)
        }
    }

    private companion object {
        /** In bytes of UTF-8, hence also at most so many chars; KerasHub's `MAX_BYTES_PER_WORD`. */
        const val LONGEST_WORD = 100
    }
}

/** [text] with U+FFFD for each half of a surrogate pair that stands alone. */
internal fun replaceLoneSurrogates(text: String): String {
    var repaired: StringBuilder? = null
    var i = 0
    while (i < text.length) {
        val codePoint = text.codePointAt(i)
        if (codePoint in 0xD800..0xDFFF) (repaired ?: StringBuilder(text).also { repaired = it }).setCharAt(i, '\uFFFD')
        i += Character.charCount(codePoint)
    }
    return repaired?.toString() ?: text
}
