package dev.litert.sdkgen.runtime

/** What stands for a hidden token in a text, and its [id]. */
internal class MaskToken(val token: String, val id: Int)

/**
 * Another tokenizer, for texts with masks in them: each becomes the mask's own id, and what stands between them is tokenized by itself.
 * White space in front of a mask belongs to the token that it hides.
 */
internal class MaskingTokenizer(private val tokenizer: Tokenizer, private val mask: MaskToken) : Tokenizer by tokenizer {
    override fun encode(text: String): IntArray = encode(text, Int.MAX_VALUE)

    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        val ids = IntList()
        var from = 0
        while (ids.size < limit) {
            val at = text.indexOf(mask.token, from)
            val part = if (at < 0) text.substring(from) else text.substring(from, at).trimEnd(*SPACES)
            if (part.isNotEmpty()) tokenizer.encode(part, limit - ids.size).forEach(ids::add)
            if (at < 0) break
            if (ids.size < limit) ids.add(mask.id)
            from = at + mask.token.length
        }
        return ids.toIntArray()
    }

    internal companion object {
        /** White space of ASCII, as the manifest says. */
        val SPACES: CharArray = charArrayOf(' ', '\t', '\n', '\r', '\u000b', '\u000c')
    }
}
