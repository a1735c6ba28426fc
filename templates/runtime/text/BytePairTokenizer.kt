package dev.litert.sdkgen.runtime

/**
 * Byte-level BPE as KerasHub's `BytePairTokenizer` and its subclasses do it when called directly on a string: the same token ids for
 * every text, whatever the device's own Unicode data and regular expressions. Safe for use by several threads.
 *
 * A text with half a surrogate pair, which Kotlin allows and Unicode does not, counts as having U+FFFD in its place.
 *
 * @param pipeline JSON: the steps before pairs are merged, as the exporter writes them
 * @param vocabulary the bytes of each token, by id
 * @param merges the token of each byte, and the rules by rank
 * @throws ModelMismatchException if these cannot be read, or do not fit each other
 */
public class BytePairTokenizer(pipeline: String, vocabulary: ByteArray, merges: ByteArray) : Tokenizer {
    private val pipeline = BytePairPipeline(Json.parse("tokenizer.json", pipeline))
    private val tokens = TokenBytes("vocabulary.bin", vocabulary)
    private val merges = BytePairMerges("merges.bin", merges, tokens, this.pipeline.wordEnd.toByteArray(), this.pipeline.unknown)

    override fun encode(text: String): IntArray = encode(text, Int.MAX_VALUE)

    /** Ends with the word, or the part of it which no rule could join with the rest, that reaches [limit]. */
    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        return Encoding(replaceLoneSurrogates(text), limit).encode()
    }

    /**
     * The text of [ids]: special tokens as they are written, and U+FFFD for bytes that are no UTF-8. Ids above the vocabulary, which a model
     * whose output is wider can give, stand for nothing.
     *
     * @throws IllegalArgumentException if an id is negative
     */
    override fun decode(ids: IntArray): String = streamingDecoder().run {
        StringBuilder().also { text -> ids.forEach { text.append(add(it)) } }.append(end()).toString()
    }

    /** Where text is cut out of what is decoded (CLIP), all comes at the end, since what is to be cut out may span several tokens. */
    override fun streamingDecoder(): StreamingDecoder = Decoder()

    private inner class Encoding(private val text: String, private val limit: Int) {
        private val ids = IntList()
        private val merger = BytePairMerger(merges, endsWords = pipeline.wordEnd.isNotEmpty(), ids, limit)

        fun encode(): IntArray {
            var start = 0
            var at = 0
            while (at < text.length && !merger.isDone) {
                val length = addSpecialToken(start, at)
                at += maxOf(1, length)
                if (length > 0) start = at
            }
            addText(start, at)
            ids.truncate(limit)
            return ids.toIntArray()
        }

        /** Adds the longest special token at [at], if there is one, and before it the text from [start] on. Returns its length, or 0. */
        private fun addSpecialToken(start: Int, at: Int): Int {
            val tree = pipeline.specialTokens
            var node = PrefixTree.ROOT
            var length = 0
            var id = PrefixTree.NONE
            for (i in at until text.length) {
                node = tree.child(node, text[i].code)
                if (node == PrefixTree.NONE) break
                if (tree.value(node) == PrefixTree.NONE) continue
                length = i + 1 - at
                id = tree.value(node)
            }
            if (length > 0) {
                addText(start, at)
                ids.add(id)
            }
            return length
        }

        private fun addText(start: Int, end: Int) {
            if (start == end || merger.isDone) return
            pipeline.words(pipeline.normalize(text.substring(start, end))) { words, first, last ->
                merger.addWord(words, first, last)
                !merger.isDone
            }
        }
    }

    private inner class Decoder : StreamingDecoder {
        private val utf8 = Utf8Decoder()
        private val text = StringBuilder()
        private val holdsBack = pipeline.removed.isNotEmpty()

        override fun add(id: Int): String {
            require(id >= 0) { "id: expected a token id but was $id" }
            if (id in tokens) for (place in 0 until tokens.length(id)) utf8.add(tokens.byte(id, place), text)
            return if (holdsBack) "" else take()
        }

        override fun end(): String {
            utf8.end(text)
            return pipeline.removed.fold(take()) { result, removed -> result.replace(removed, "") }
        }

        private fun take(): String = text.toString().also { text.setLength(0) }
    }
}
