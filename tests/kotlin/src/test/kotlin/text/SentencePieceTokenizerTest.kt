package dev.litert.sdkgen.runtime

import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

class SentencePieceTokenizerTest {
    private val special = arrayOf(UNKNOWN_PIECE, START_PIECE, END_PIECE)
    private val words = arrayOf(TestPiece("ab", -1f), TestPiece("\u2581ab", -1f))
    private val letters = arrayOf(*special, TestPiece("\u2581", -3f), TestPiece("a", -2f), TestPiece("b", -2f), *words)

    private fun letters(algorithm: Int, addBos: Boolean = false, addEos: Boolean = false): SentencePieceTokenizer =
        SentencePieceTokenizer(sentencePieceModel(*letters, algorithm = algorithm, spaces = true), addBos, addEos)

    private fun Tokenizer.ids(text: String): List<Int> = encode(text).toList()

    @Test
    fun `all algorithms, with and without start and end`() {
        assertEquals(listOf(7, 6, 4), letters(SentencePieceModel.UNIGRAM).ids("ababa"))
        assertEquals(listOf(7, 6, 4), letters(SentencePieceModel.BPE).ids("ababa"))
        assertEquals(listOf(3, 4, 5, 4), letters(SentencePieceModel.CHAR).ids("aba"))
        assertEquals(listOf(7, 0, 7), letters(SentencePieceModel.WORD).ids("ab ba ab"))
        for (algorithm in SentencePieceModel.UNIGRAM..SentencePieceModel.CHAR) {
            for (text in listOf("", " ", "    ")) {
                assertEquals(emptyList<Int>(), letters(algorithm).ids(text))
                assertEquals(listOf(1, 2), letters(algorithm, addBos = true, addEos = true).ids(text))
            }
            val word = if (algorithm == SentencePieceModel.CHAR) listOf(3, 4, 5) else listOf(7)
            assertEquals(listOf(1) + word, letters(algorithm, addBos = true).ids("  ab "))
            assertEquals(word + 2, letters(algorithm, addEos = true).ids("ab"))
        }
    }

    @Test
    fun `a limit gives the first ids`() {
        val tokenizer = letters(SentencePieceModel.UNIGRAM, addEos = true)
        assertEquals(listOf(7, 6), tokenizer.encode("ababa", 2).toList())
        assertEquals(listOf(7, 6, 4, 2), tokenizer.encode("ababa", 9).toList())
        assertEquals(0, tokenizer.encode("ababa", 0).size)
        assertThrows(IllegalArgumentException::class.java) { tokenizer.encode("a", -1) }
    }

    @Test
    fun `a run of what is unknown is one id, or its bytes`() {
        for (algorithm in listOf(SentencePieceModel.UNIGRAM, SentencePieceModel.BPE)) {
            assertEquals(listOf(3, 0, 4, 0), letters(algorithm).ids("xyza\u65E5\uD83D\uDE00"))
            val bytes = SentencePieceTokenizer(sentencePieceModel(*BYTE_PIECES.toTypedArray(), TestPiece("a"), algorithm = algorithm, byteFallback = true))
            assertEquals(listOf(0xE6, 0x97, 0xA5, 256, 0x62), bytes.ids("\u65E5ab"))
        }
    }

    @Test
    fun `half a surrogate pair counts as the replacement character`() {
        val bytes = SentencePieceTokenizer(sentencePieceModel(*BYTE_PIECES.toTypedArray(), TestPiece("\uD83D\uDE00"), byteFallback = true))
        assertEquals(listOf(0xEF, 0xBF, 0xBD), bytes.ids("\uD83D"))
        assertEquals(listOf(0xEF, 0xBF, 0xBD, 256, 0xEF, 0xBF, 0xBD), bytes.ids("\uDE00\uD83D\uDE00\uD83D"))
    }

    @Test
    fun `text that looks like a control piece is text`() {
        assertEquals(listOf(3, 0), letters(SentencePieceModel.UNIGRAM).ids("<s>"))
        assertEquals(listOf(3, 0), letters(SentencePieceModel.BPE).ids("</s>"))
    }

    @Test
    fun `user-defined symbols are found first, the longest one`() {
        val symbols = listOf("<", "<x", "<xy>").map { TestPiece(it, type = SentencePieceVocabulary.USER_DEFINED) }.toTypedArray()
        for (algorithm in listOf(SentencePieceModel.UNIGRAM, SentencePieceModel.BPE, SentencePieceModel.CHAR)) {
            val model = sentencePieceModel(UNKNOWN_PIECE, *symbols, TestPiece("xy", -5f), TestPiece("y", -1f), algorithm = algorithm)
            assertEquals(listOf(3, 2, 5, 1, 5), SentencePieceTokenizer(model).ids("<xy><xy<y"))
        }
    }

    @Test
    fun `decoding refuses ids that are none`() {
        val tokenizer = letters(SentencePieceModel.UNIGRAM)
        assertEquals("abab \u2047 a", tokenizer.decode(intArrayOf(1, 7, 6, 0, 4, 2)))
        assertEquals("", tokenizer.decode(intArrayOf()))
        for (id in listOf(-1, letters.size, Int.MIN_VALUE)) {
            val message = assertThrows(IllegalArgumentException::class.java) { tokenizer.decode(intArrayOf(0, id)) }.message
            assertEquals("ids[1]: expected a token id from 0 to ${letters.size - 1} but was $id", message)
            assertThrows(IllegalArgumentException::class.java) { tokenizer.streamingDecoder().add(id) }
        }
    }

    @Test
    fun `a stream gives whole characters`() {
        val decoder = SentencePieceTokenizer(sentencePieceModel(*BYTE_PIECES.toTypedArray(), TestPiece("a"), byteFallback = true)).streamingDecoder()
        val ids = listOf(0xF0, 0x9F, 0x98, 0x80, 256, 0xE6, 0x97, 256, 0xFF, 0x41, 0xC3)
        assertEquals(listOf("", "", "", "\uD83D\uDE00", "a", "", "", "\uFFFD\uFFFDa", "\uFFFD", "A", ""), ids.map { decoder.add(it) })
        assertEquals("\uFFFD", decoder.end())
        assertEquals("", decoder.end())
    }

    @Test
    fun `a stream drops the space in front, and does so again for the next text`() {
        val decoder = letters(SentencePieceModel.UNIGRAM).streamingDecoder()
        repeat(2) { assertEquals(listOf("", "ab", " ab", ""), listOf(decoder.add(1), decoder.add(7), decoder.add(7), decoder.end())) }
    }

    @Test
    fun `classes with ids of their own`() {
        fun tokenizer(shift: SentencePieceIdShift) = SentencePieceTokenizer(sentencePieceModel(*letters, spaces = true), true, true, shift)
        val xlmRoberta = tokenizer(SentencePieceIdShift.XLM_ROBERTA)
        assertEquals(listOf(2, 8, 4, 3, 3), xlmRoberta.ids("ab x"))
        assertEquals("ab \u2047  \u2047 a", xlmRoberta.decode(intArrayOf(0, 8, 1, 3, 9, 5, 2)))
        assertEquals("aba", tokenizer(SentencePieceIdShift.METACLIP2).decode(intArrayOf(0, 8, 1, 3, 5, 2)))
        val debertaV3 = tokenizer(SentencePieceIdShift.DEBERTA_V3)
        assertEquals(listOf(9, "aba"), listOf(debertaV3.vocabularySize, debertaV3.decode(intArrayOf(1, 7, 8, 4))))
        assertThrows(IllegalArgumentException::class.java) { debertaV3.decode(intArrayOf(9)) }
    }

    @Test
    fun `several threads at once`() {
        val texts = List(200) { "ab".repeat(it % 7) + " x\u65E5 ".repeat(it % 3) + "a".repeat(it) }
        for (algorithm in listOf(SentencePieceModel.UNIGRAM, SentencePieceModel.BPE)) {
            val tokenizer = letters(algorithm)
            val expected = texts.map { tokenizer.ids(it) }
            val pool = Executors.newFixedThreadPool(4)
            try {
                for (run in pool.invokeAll(List(8) { Callable { texts.map { tokenizer.ids(it) } } })) assertEquals(expected, run.get())
            } finally {
                pool.shutdown()
            }
        }
    }

    /** With anything quadratic, a run of a million letters would take hours; the time limit only keeps a failure from hanging. */
    @Test
    @Timeout(120)
    fun `a million times the same, and ten million characters, take linear time`() {
        val count = 1_000_000
        val runs = (1..12).map { TestPiece("\u2581".repeat(it), -1f - it) } + (1..12).map { TestPiece("a".repeat(it), -1f - it) }
        for (algorithm in SentencePieceModel.UNIGRAM..SentencePieceModel.CHAR) {
            val all = SentencePieceTokenizer(sentencePieceModel(UNKNOWN_PIECE, *runs.toTypedArray(), algorithm = algorithm))
            for (unit in listOf("a", " ", "x", "\u65E5", "\uD83D\uDE00", "\uDE00")) {
                assertTrue(all.encode(unit.repeat(count / unit.length)).isNotEmpty()) { escaped(unit) }
            }
            assertEquals(0, letters(algorithm).encode(" ".repeat(count)).size)
            val words = letters(algorithm).encode("ab ".repeat(10_000_000 / 3))
            assertEquals(10_000_000 / 3 * (if (algorithm == SentencePieceModel.CHAR) 3 else 1), words.size)
        }
        val unigram = SentencePieceTokenizer(sentencePieceModel(UNKNOWN_PIECE, *runs.toTypedArray()))
        assertEquals("a".repeat(count), unigram.decode(unigram.encode("a".repeat(count))))
    }
}
