package dev.litert.sdkgen.runtime

/** How a KerasHub class numbers its tokens, where that is not how its SentencePiece model does. */
public enum class SentencePieceIdShift {
    /** The ids are those of the SentencePiece model. */
    NONE,

    /** XLM-RoBERTa: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, the other pieces one higher than in the model, then `<mask>`, which has no text. */
    XLM_ROBERTA,

    /** MetaCLIP 2: like [XLM_ROBERTA] without `<mask>`; `<s>`, `<pad>` and `<unk>` have no text. */
    METACLIP2,

    /** DeBERTa V3: `[MASK]` has no text, and comes behind the model's pieces if it is none of them. */
    DEBERTA_V3,
}

/** A [SentencePieceIdShift] for one model. */
internal class SentencePieceIdMap(private val shift: SentencePieceIdShift, model: SentencePieceModel) {
    private val pieces = model.vocabulary.size

    /** The id that decoding drops, or -1. */
    private val mask = when (shift) {
        SentencePieceIdShift.XLM_ROBERTA -> pieces + 1
        SentencePieceIdShift.DEBERTA_V3 -> (pieces - 1 downTo 0).find { model.vocabulary.text(it) == "[MASK]" } ?: pieces
        else -> -1
    }

    private val isShifted = shift == SentencePieceIdShift.XLM_ROBERTA || shift == SentencePieceIdShift.METACLIP2

    /** Number of ids that callers may use. */
    val size: Int = maxOf(mask + 1, if (isShifted) pieces + 1 else pieces)

    /** The caller's id for the model's [piece]. */
    fun fromPiece(piece: Int): Int = if (!isShifted) piece else if (piece == 0) UNKNOWN else piece + 1

    /** The model's piece for the caller's [id], or -1 if it has no text. */
    fun toPiece(id: Int): Int {
        if (id == mask) return -1
        if (!isShifted) return id
        val piece = when (id) {
            UNKNOWN -> 0
            END -> 2
            START -> 1
            else -> id - 1
        }
        return if (shift == SentencePieceIdShift.METACLIP2 && piece < 2) -1 else piece
    }

    private companion object {
        const val START = 0
        const val END = 2
        const val UNKNOWN = 3
    }
}
