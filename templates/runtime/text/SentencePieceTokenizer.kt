package dev.litert.sdkgen.runtime

/**
 * SentencePiece as KerasHub's `SentencePieceTokenizer` does it when called directly on a string: the same token ids, and the same text of
 * ids, as sentencepiece 0.2.3 gives. Safe for use by several threads.
 *
 * A text with half a surrogate pair, which Kotlin allows and Unicode does not, counts as having U+FFFD in its place.
 *
 * @param model the serialized `ModelProto` (a `vocabulary.spm` or `tokenizer.model`); it is kept, and must not be changed
 * @param addBos put the model's `<s>` in front of the ids
 * @param addEos put the model's `</s>` behind the ids
 * @param idShift how the ids differ from those of the model
 * @throws ModelMismatchException if [model] is damaged or contradicts itself, or lacks the piece that [addBos] or [addEos] asks for
 */
public class SentencePieceTokenizer @JvmOverloads constructor(
    model: ByteArray,
    private val addBos: Boolean = false,
    private val addEos: Boolean = false,
    idShift: SentencePieceIdShift = SentencePieceIdShift.NONE,
) : Tokenizer {
    private val model = SentencePieceModel(model)
    private val normalizer: SentencePieceNormalizer
    private val segmenter: SentencePieceSegmenter
    private val idMap = SentencePieceIdMap(idShift, this.model)

    /** What replaces characters of a decoded text; nearly no model has one. */
    private val denormalizer = if (this.model.denormalizer.charsmap != null) SentencePieceNormalizer(this.model.denormalizer) else null

    init {
        if (addBos && this.model.bos < 0) this.model.fail("a control piece for add_bos but there is none")
        if (addEos && this.model.eos < 0) this.model.fail("a control piece for add_eos but there is none")
        val symbols = userDefinedSymbols()
        normalizer = SentencePieceNormalizer(this.model.normalizer, symbols, this.model.spaceAsSuffix)
        segmenter = when (this.model.algorithm) {
            SentencePieceModel.UNIGRAM -> SentencePieceUnigram(this.model)
            SentencePieceModel.BPE -> SentencePieceBytePair(this.model, symbols)
            SentencePieceModel.CHAR -> SentencePieceCharacters(this.model, symbols)
            else -> SentencePieceWords(this.model)
        }
    }

    /** One more than the highest token id. */
    public val vocabularySize: Int get() = idMap.size

    /** Token ids of [text], with start and end if the tokenizer was made to add them. */
    override fun encode(text: String): IntArray {
        val ids = SentencePieceIds(model)
        if (addBos) ids.add(model.bos)
        val utf8 = SentencePieceBuffer(text.length).apply { add(text) }
        val normalized = SentencePieceBuffer(utf8.size + utf8.size / 2)
        normalizer.normalize(utf8.bytes, utf8.size, normalized)
        segmenter.segment(normalized.bytes, normalized.size, ids)
        if (addEos) ids.add(model.eos)
        return ids.toIntArray().also { for (i in it.indices) it[i] = idMap.fromPiece(it[i]) }
    }

    override fun encode(text: String, limit: Int): IntArray {
        require(limit >= 0) { "limit: expected at least 0 but was $limit" }
        val ids = encode(text) // where a piece ends may depend on all that follows
        return if (ids.size <= limit) ids else ids.copyOf(limit)
    }

    /**
     * The text of [ids]. Control pieces have none, and bytes that make up no character become U+FFFD each.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    override fun decode(ids: IntArray): String {
        val decoder = SentencePieceDecoder(model)
        for (i in ids.indices) decoder.addId(ids[i]) { "ids[$i]" }
        decoder.end()
        return if (denormalizer == null) decoder.text.toString() else denormalized(denormalizer, decoder)
    }

    override fun streamingDecoder(): StreamingDecoder = object : StreamingDecoder {
        private var decoder = SentencePieceDecoder(model)

        override fun add(id: Int): String {
            decoder.addId(id) { "id" }
            return if (denormalizer == null) take() else "" // a replacement could depend on what comes next
        }

        override fun end(): String {
            decoder.end()
            val rest = if (denormalizer == null) take() else denormalized(denormalizer, decoder)
            decoder = SentencePieceDecoder(model)
            return rest
        }

        private fun take(): String = if (decoder.text.size == 0) "" else decoder.text.toString().also { decoder.text.clear() }
    }

    private inline fun SentencePieceDecoder.addId(id: Int, name: () -> String) {
        val piece = idMap.toPiece(id)
        require(id in 0 until idMap.size && piece < model.vocabulary.size) { "${name()}: expected a token id from 0 to ${idMap.size - 1} but was $id" }
        if (piece >= 0) add(piece)
    }

    private fun denormalized(denormalizer: SentencePieceNormalizer, decoder: SentencePieceDecoder): String =
        SentencePieceBuffer(decoder.text.size).also { denormalizer.normalize(decoder.text.bytes, decoder.text.size, it) }.toString()

    private fun userDefinedSymbols(): SentencePieceTrie? {
        val vocabulary = model.vocabulary
        val builder = SentencePieceTrieBuilder()
        var isEmpty = true
        for (id in 0 until vocabulary.size) {
            if (vocabulary.type(id) != SentencePieceVocabulary.USER_DEFINED) continue
            if (!builder.add(vocabulary.bytes, vocabulary.start(id), vocabulary.end(id), id)) model.failTwice(id)
            isEmpty = false
        }
        return if (isEmpty) null else builder.build()
    }
}
