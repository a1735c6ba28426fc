package dev.litert.sdkgen.runtime

import java.io.File
import java.util.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

class SentencePieceModelTest {
    private val a = TestPiece("a")

    private fun refused(message: String, model: ByteArray) {
        val actual = assertThrows(ModelMismatchException::class.java) { SentencePieceTokenizer(model) }.message!!
        assertTrue(message in actual) { actual }
    }

    @Test
    fun `a model that contradicts itself is refused, and the message says where`() {
        val twice = sentencePieceModel(UNKNOWN_PIECE, a, a)
        refused("SentencePiece model: expected each piece once but piece 2, \"a\", is there twice; export the model again", twice)
        for (algorithm in SentencePieceModel.BPE..SentencePieceModel.CHAR) {
            refused("is there twice", sentencePieceModel(UNKNOWN_PIECE, a, a, algorithm = algorithm))
        }
        refused("each piece once but piece 1, \"<unk>\"", sentencePieceModel(UNKNOWN_PIECE, TestPiece("<unk>", type = SentencePieceVocabulary.CONTROL)))
        refused("one unknown piece", sentencePieceModel(UNKNOWN_PIECE, TestPiece("?", type = SentencePieceVocabulary.UNKNOWN)))
        refused("an unknown piece but there is none among 1 pieces", sentencePieceModel(a))
        refused("an unknown piece but there is none among 0 pieces", ByteArray(0))
        refused("pieces of text but there are none among 1", sentencePieceModel(UNKNOWN_PIECE))
        refused("pieces of 1 to 7999 bytes but piece 1 has 0", sentencePieceModel(UNKNOWN_PIECE, TestPiece("")))
        refused("pieces of 1 to 7999 bytes but piece 1 has 8000", sentencePieceModel(UNKNOWN_PIECE, TestPiece("a".repeat(8000))))
        refused("scores that are numbers but that of piece 1 was NaN", sentencePieceModel(UNKNOWN_PIECE, TestPiece("a", Float.NaN)))
        refused("no byte pieces, since byte_fallback is off", sentencePieceModel(UNKNOWN_PIECE, a, BYTE_PIECES[65]))
        val bytes = BYTE_PIECES.take(255).toTypedArray()
        refused("a piece for each byte, since byte_fallback is on, but FF has none", sentencePieceModel(a, *bytes, byteFallback = true))
        refused("<0x00> to <0xFF> for a byte", sentencePieceModel(a, TestPiece("<0xag>", type = SentencePieceVocabulary.BYTE), byteFallback = true))
        refused("expected a type of a piece from 1 to 6 but was 7", sentencePieceModel(UNKNOWN_PIECE, TestPiece("a", type = 7)))
        refused("expected a model_type from 1 to 4 but was 5", sentencePieceModel(UNKNOWN_PIECE, a, algorithm = 5))
        refused("precompiled_charsmap: expected more than 4 bytes", sentencePieceModel(UNKNOWN_PIECE, a, charsmap = ByteArray(4)))
        refused("a double array of a multiple of 1024 bytes", sentencePieceModel(UNKNOWN_PIECE, a, charsmap = ByteArray(5)))
    }

    @Test
    fun `start and end need a control piece`() {
        for (options in listOf(true to false, false to true)) {
            val model = sentencePieceModel(UNKNOWN_PIECE, TestPiece("<s>"), TestPiece("</s>"))
            val error = assertThrows(ModelMismatchException::class.java) { SentencePieceTokenizer(model, options.first, options.second) }
            assertTrue("expected a control piece for add_${if (options.first) "bos" else "eos"}" in error.message!!)
        }
    }

    @Test
    fun `unknown fields are passed over`() {
        val model = sentencePieceModel(UNKNOWN_PIECE, a)
        val more = byteArrayOf(0x50, 1, 0x59, 1, 2, 3, 4, 5, 6, 7, 8, 0x62, 2, 9, 9, 0x6D, 1, 2, 3, 4) // fields 10 to 13, one of each type
        assertEquals(listOf(1), SentencePieceTokenizer(model + more).encode("a").toList())
        refused("expected a wire type of 0, 1, 2 or 5 but was 3", model + byteArrayOf(0x53))
        refused("byte ${model.size} of ${model.size + 1}: expected a field but was the tag 0", model + byteArrayOf(0))
        refused("expected at most 0 bytes to follow but was a length of 5", model + byteArrayOf(0x0A, 5))
        refused("expected a number of at most 10 bytes", model + ByteArray(12) { -1 })
        refused("expected field 1 with wire type 2 but was 0", model + byteArrayOf(8, 1))
    }

    /** Wherever it is cut: between two pieces it may still be a model, elsewhere it is not. */
    @Test
    fun `a file that was cut off is refused`() {
        val model = sentencePieceModel(UNKNOWN_PIECE, a, TestPiece("b"), byteFallback = false)
        val readable = (0 until model.size).filter { size ->
            val error = runCatching { SentencePieceTokenizer(model.copyOf(size)) }.exceptionOrNull()
            assertTrue(error == null || error is ModelMismatchException) { "$size bytes: $error" }
            error == null
        }
        assertTrue(readable.size in 1..8) { "$readable" }
        val real = trained("unigram")
        for (size in 0 until real.size step 1009) assertThrows(ModelMismatchException::class.java) { SentencePieceTokenizer(real.copyOf(size)) }
    }

    /** Ten thousand damaged files, small ones in full and real ones with their charsmap: a clear error, or a tokenizer that gives something. */
    @Test
    @Timeout(300)
    fun `a damaged file never breaks anything else`() {
        val random = Random(1)
        val symbol = TestPiece("<x>", type = SentencePieceVocabulary.USER_DEFINED)
        val small = (1..4).map { sentencePieceModel(UNKNOWN_PIECE, START_PIECE, a, symbol, TestPiece("\u2581a"), algorithm = it, spaces = true) }
        val real = listOf("unigram", "byte_pair_unused").map { trained(it) }
        var usable = 0
        repeat(10_000) { round ->
            val model = (if (round % 50 == 0) real[round / 50 % 2] else small[round % 4]).copyOf()
            repeat(1 + random.nextInt(3)) {
                // Most damage to a real file goes where the charsmap is: behind its pieces.
                val from = if (round % 100 == 0) model.size - 200_000 else 0
                model[from + random.nextInt(model.size - from)] = random.nextInt().toByte()
            }
            try {
                val tokenizer = SentencePieceTokenizer(model)
                val ids = tokenizer.encode("a <x>a\u65E5 A\u0300 \uFB01 \u00BD\uD83D\uDE00 ".repeat(3))
                tokenizer.decode(ids)
                usable++
            } catch (_: ModelMismatchException) {
                // as it should be
            }
        }
        assertTrue(usable in 100..9900) { "$usable of 10000 damaged files could be read" }
    }

    private fun trained(name: String): ByteArray = File(TestBundles.vectors("sentence_piece"), "$name/vocabulary.spm").readBytes()
}
