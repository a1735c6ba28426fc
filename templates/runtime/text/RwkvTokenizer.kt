package dev.litert.sdkgen.runtime

/**
 * RWKV's tokens as KerasHub's `RWKVTokenizer` finds them: at each place the longest one that fits the bytes of the text.
 * Safe for use by several threads.
 *
 * A text with half a surrogate pair, which Kotlin allows and Unicode does not, counts as having U+FFFD in its place.
 *
 * @param vocabulary the bytes of each token, by id; of a token that stands there twice, the last id counts
 * @throws ModelMismatchException if it cannot be read
 */
public class RwkvTokenizer(vocabulary: ByteArray) : Tokenizer {
    private val tokens = TokenBytes("vocabulary.bin", vocabulary)
    private val tree = PrefixTree()

    init {
        for (id in 0 until tokens.size) if (id in tokens) tree.add(tokens.length(id), id) { tokens.byte(id, it) }
    }

    /** @throws IllegalArgumentException if no token begins with the bytes at some place of [text] */
    override fun encode(text: String): IntArray = encode(text, Int.MAX_VALUE)

    /** @throws IllegalArgumentException if no token begins with the bytes at some place of [text], up to [limit] tokens, or that is negative */
    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        val bytes = replaceLoneSurrogates(text).toByteArray()
        val ids = IntList()
        var at = 0
        while (at < bytes.size && ids.size < limit) {
            var node = PrefixTree.ROOT
            var end = at
            var id = PrefixTree.NONE
            for (i in at until bytes.size) {
                node = tree.child(node, bytes[i].toInt() and 0xFF)
                if (node == PrefixTree.NONE) break
                if (tree.value(node) == PrefixTree.NONE) continue
                id = tree.value(node)
                end = i + 1
            }
            require(id != PrefixTree.NONE) { "text: expected bytes that a token begins with but was ${bytes[at].toInt() and 0xFF} at byte $at of its UTF-8" }
            ids.add(id)
            at = end
        }
        return ids.toIntArray()
    }

    /**
     * The text of [ids]; those that are 0 are padding, and stand for nothing.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary, or the bytes are no UTF-8
     */
    override fun decode(ids: IntArray): String = Decoder(strict = true).run {
        StringBuilder().also { text -> ids.forEach { text.append(add(it)) } }.append(end()).toString()
    }

    /** Unlike [decode], puts U+FFFD where bytes are no UTF-8: a model that is cut off within a character is no mistake. */
    override fun streamingDecoder(): StreamingDecoder = Decoder(strict = false)

    private inner class Decoder(strict: Boolean) : StreamingDecoder {
        private val utf8 = Utf8Decoder(if (strict) null else "\uFFFD")

        override fun add(id: Int): String {
            require(id == PADDING || id in tokens) { "id: expected a token id below ${tokens.size} but was $id" }
            return buildString { if (id != PADDING) for (place in 0 until tokens.length(id)) utf8.add(tokens.byte(id, place), this) }
        }

        override fun end(): String = buildString { utf8.end(this) }
    }

    private companion object {
        const val PADDING = 0
    }
}
