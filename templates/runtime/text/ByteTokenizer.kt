package dev.litert.sdkgen.runtime

/**
 * The bytes of a text's UTF-8 as token ids, as KerasHub's `ByteTokenizer`. Safe for use by several threads.
 *
 * A text with half a surrogate pair, which Kotlin allows and Unicode does not, counts as having U+FFFD in its place.
 *
 * @param lowercase fold the case, with compatibility normalization
 * @param normalization `NFC`, `NFD`, `NFKC` or `NFKD`, or null
 * @param errors what [decode] does with bytes that are no UTF-8: `replace`, `ignore` or `strict`
 * @param replacement the code point that takes their place
 * @throws ModelMismatchException if an option has none of these values
 */
public class ByteTokenizer @JvmOverloads constructor(
    lowercase: Boolean = true,
    normalization: String? = null,
    errors: String = "replace",
    replacement: Int = 0xFFFD,
) : Tokenizer {
    private val normalizer = PlainTextNormalizer(lowercase, normalization)
    private val replacement = decodingReplacement(errors, replacement)

    override fun encode(text: String): IntArray = encode(text, Int.MAX_VALUE)

    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        val bytes = normalizer.normalize(text).toByteArray()
        return IntArray(minOf(bytes.size, limit)) { bytes[it].toInt() and 0xFF }
    }

    /**
     * The text of [ids]; those that are 0 are padding, and stand for nothing.
     *
     * @throws IllegalArgumentException if an id is not from 0 to 255, or the bytes are no UTF-8 and `errors` is `strict`
     */
    override fun decode(ids: IntArray): String = streamingDecoder().run {
        StringBuilder().also { text -> ids.forEach { text.append(add(it)) } }.append(end()).toString()
    }

    override fun streamingDecoder(): StreamingDecoder = object : StreamingDecoder {
        private val utf8 = Utf8Decoder(replacement)

        override fun add(id: Int): String {
            require(id in 0..0xFF) { "id: expected a byte from 0 to 255 but was $id" }
            return buildString { if (id != 0) utf8.add(id, this) }
        }

        override fun end(): String = buildString { utf8.end(this) }
    }
}
