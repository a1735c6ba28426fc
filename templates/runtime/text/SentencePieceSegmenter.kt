package dev.litert.sdkgen.runtime

/** Splits normalized text into pieces: one of SentencePiece's algorithms. Safe for use by several threads. */
internal interface SentencePieceSegmenter {
    /** Tells [out] the pieces of `text[0 until size]`, in order and without gaps. */
    fun segment(text: ByteArray, size: Int, out: SentencePieceIds)
}

/** Splits into characters and user-defined symbols (`model_type` char). */
internal class SentencePieceCharacters(private val model: SentencePieceModel, private val symbols: SentencePieceTrie?) : SentencePieceSegmenter {
    private val index = SentencePieceIndex(model)

    override fun segment(text: ByteArray, size: Int, out: SentencePieceIds) {
        var at = 0
        while (at < size) {
            val symbol = symbols?.longestMatch(text, at, size) ?: 0
            val end = if (symbol > 0) at + symbol else minOf(size, at + SentencePieceBuffer.characterLength(text[at]))
            out.add(text, at, end, index.used(text, at, end - at, model))
            at = end
        }
    }
}

/** Splits in front of each `▁` (`model_type` word). */
internal class SentencePieceWords(private val model: SentencePieceModel) : SentencePieceSegmenter {
    private val index = SentencePieceIndex(model)

    override fun segment(text: ByteArray, size: Int, out: SentencePieceIds) {
        var start = 0
        while (start < size) {
            var end = start + 1
            while (end < size && !SentencePieceBuffer.startsWith(text, end, size, SentencePieceNormalizer.SPACE_SYMBOL)) end++
            out.add(text, start, end, index.used(text, start, end - start, model))
            start = end
        }
    }
}

/** Id of a piece that is in use, or the unknown id. */
private fun SentencePieceIndex.used(text: ByteArray, start: Int, size: Int, model: SentencePieceModel): Int {
    val id = find(text, start, size)
    return if (id < 0 || model.vocabulary.type(id) == SentencePieceVocabulary.UNUSED) model.unknown else id
}

/** Collects the ids of the pieces of one text: bytes instead of unknown pieces where the model has them, else one id for a run of unknown pieces. */
internal class SentencePieceIds(private val model: SentencePieceModel) {
    private val ids = IntList()
    private var isAfterUnknown = false

    fun add(id: Int): Unit = ids.add(id)

    fun add(text: ByteArray, start: Int, end: Int, id: Int) {
        val isUnknown = id == model.unknown
        if (isUnknown && model.byteFallback) {
            for (i in start until end) ids.add(model.byteIds[text[i].toInt() and 0xFF])
        } else if (!isUnknown || !isAfterUnknown) {
            ids.add(id)
        }
        isAfterUnknown = isUnknown
    }

    fun toIntArray(): IntArray = ids.toIntArray()
}
