package dev.litert.sdkgen.runtime

import java.io.ByteArrayOutputStream

/** A piece of a model that a test makes up. */
internal class TestPiece(val text: String, val score: Float = 0f, val type: Int = SentencePieceVocabulary.NORMAL)

internal val UNKNOWN_PIECE = TestPiece("<unk>", type = SentencePieceVocabulary.UNKNOWN)
internal val START_PIECE = TestPiece("<s>", type = SentencePieceVocabulary.CONTROL)
internal val END_PIECE = TestPiece("</s>", type = SentencePieceVocabulary.CONTROL)

/** The pieces of all 256 bytes. */
internal val BYTE_PIECES = (0..255).map { TestPiece("<0x%02X>".format(it), type = SentencePieceVocabulary.BYTE) }

/**
 * A serialized SentencePiece model without a charsmap, which adds no space in front and removes none.
 *
 * @param spaces add a space in front, and remove superfluous ones, as most models do
 */
internal fun sentencePieceModel(
    vararg pieces: TestPiece,
    algorithm: Int = SentencePieceModel.UNIGRAM,
    byteFallback: Boolean = false,
    spaces: Boolean = false,
    charsmap: ByteArray = ByteArray(0),
): ByteArray = ByteArrayOutputStream().apply {
    for (piece in pieces) {
        val fields = ByteArrayOutputStream()
        fields.field(1, piece.text.toByteArray())
        fields.write(2 shl 3 or 5)
        for (shift in 0..24 step 8) fields.write(piece.score.toRawBits() ushr shift)
        fields.field(3, piece.type)
        field(1, fields.toByteArray())
    }
    field(2, ByteArrayOutputStream().apply { field(3, algorithm); field(35, if (byteFallback) 1 else 0) }.toByteArray())
    field(3, ByteArrayOutputStream().apply { field(2, charsmap); for (number in 3..4) field(number, if (spaces) 1 else 0) }.toByteArray())
}.toByteArray()

private fun ByteArrayOutputStream.field(number: Int, value: Int) {
    varint(number shl 3)
    varint(value)
}

private fun ByteArrayOutputStream.field(number: Int, value: ByteArray) {
    varint(number shl 3 or 2)
    varint(value.size)
    write(value)
}

private fun ByteArrayOutputStream.varint(value: Int) {
    var rest = value
    while (rest >= 0x80) {
        write(rest and 0x7F or 0x80)
        rest = rest ushr 7
    }
    write(rest)
}
