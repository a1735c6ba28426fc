package dev.litert.sdkgen.runtime

/**
 * Unicode code points as token ids, as KerasHub's `UnicodeCodepointTokenizer`. Safe for use by several threads.
 *
 * A text with half a surrogate pair, which Kotlin allows and Unicode does not, counts as having U+FFFD in its place.
 *
 * @param lowercase fold the case, with compatibility normalization
 * @param normalization `NFC`, `NFD`, `NFKC` or `NFKD`, or null
 * @param errors what [decode] does with ids that are no character: `replace`, `ignore` or `strict`
 * @param replacement the code point that takes their place
 * @param vocabularySize larger code points become its last id; null if there is no limit
 * @throws ModelMismatchException if an option has none of these values
 */
public class CodepointTokenizer @JvmOverloads constructor(
    lowercase: Boolean = true,
    normalization: String? = null,
    errors: String = "replace",
    replacement: Int = 0xFFFD,
    private val vocabularySize: Int? = null,
) : Tokenizer {
    private val normalizer = PlainTextNormalizer(lowercase, normalization)
    private val replacement = decodingReplacement(errors, replacement)

    init {
        if (vocabularySize != null && vocabularySize < 1) throw ModelMismatchException("vocabulary_size: expected at least 1 but was $vocabularySize")
    }

    override fun encode(text: String): IntArray = encode(text, Int.MAX_VALUE)

    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        val normalized = normalizer.normalize(text)
        val ids = IntList(minOf(normalized.length, limit) + 1)
        var at = 0
        while (at < normalized.length && ids.size < limit) {
            val codePoint = normalized.codePointAt(at)
            ids.add(if (vocabularySize == null) codePoint else minOf(codePoint, vocabularySize - 1))
            at += Character.charCount(codePoint)
        }
        return ids.toIntArray()
    }

    /**
     * The text of [ids]; those that are 0 are padding, and stand for nothing.
     *
     * @throws IllegalArgumentException if an id is no character and `errors` is `strict`
     */
    override fun decode(ids: IntArray): String = streamingDecoder().run { buildString { ids.forEach { append(add(it)) } } }

    override fun streamingDecoder(): StreamingDecoder = object : StreamingDecoder {
        override fun add(id: Int): String = when {
            id == 0 -> ""
            id in 0..Character.MAX_CODE_POINT && id !in 0xD800..0xDFFF -> String(Character.toChars(id))
            else -> requireNotNull(replacement) { "id: expected a code point but was $id" }
        }

        override fun end(): String = ""
    }
}
