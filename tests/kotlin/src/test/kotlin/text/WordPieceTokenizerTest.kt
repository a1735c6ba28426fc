package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

class WordPieceTokenizerTest {
    private val vocabulary = listOf("[UNK]", "un", "##able", "a", "##a", "!", "x", "\uFFFD", "##\uFFFD", "[MASK]", "中", "##", "ss", "é", "e")
    private val tokenizer = WordPieceTokenizer(vocabulary)

    private fun WordPieceTokenizer.tokens(text: String): List<String> = encode(text).map { vocabulary[it] }

    @Test
    fun `a word is its longest pieces`() {
        assertEquals(listOf("un", "##able", "!", "a", "##a", "##a"), tokenizer.tokens("unable! aaa"))
    }

    @Test
    fun `no text, no tokens`() {
        for (text in listOf("", " ", " \t\n\u0000\u200B")) assertEquals(0, tokenizer.encode(text).size)
        assertEquals("", tokenizer.decode(intArrayOf()))
    }

    @Test
    fun `a word that cannot be spelled to its end is one unknown token`() {
        assertEquals(listOf("un", "[UNK]", "a"), tokenizer.tokens("un unablez a"))
    }

    @Test
    fun `a word of more than 100 bytes is one unknown token`() {
        assertEquals(100, tokenizer.encode("a".repeat(100)).size)
        assertEquals(listOf("[UNK]"), tokenizer.tokens("a".repeat(101)))
        val accents = WordPieceTokenizer(vocabulary + "##é")
        assertEquals(50, accents.encode("é".repeat(50)).size)
        assertArrayEquals(intArrayOf(0), accents.encode("é".repeat(51)))
    }

    @Test
    fun `half a surrogate pair counts as U+FFFD`() {
        for (half in listOf("\uD83D", "\uDE00")) {
            assertEquals(listOf("a", "##\uFFFD", "##a"), tokenizer.tokens("a${half}a"))
            assertEquals(listOf("\uFFFD"), tokenizer.tokens(half))
            assertEquals(listOf("\uFFFD"), WordPieceTokenizer(vocabulary, lowercase = true, stripAccents = true).tokens(half))
        }
        assertEquals(listOf("\uFFFD", "##\uFFFD"), tokenizer.tokens("\uDE00\uD83D"))
        assertEquals("\uD83D\uDE00", replaceLoneSurrogates("\uD83D\uDE00"))
    }

    @Test
    fun `of a token that stands in the vocabulary twice the last place counts`() {
        val twice = WordPieceTokenizer(listOf("[UNK]", "a", "b", "a"))
        assertArrayEquals(intArrayOf(3, 2), twice.encode("a b"))
        assertEquals("a b a", twice.decode(intArrayOf(1, 2, 3)))
    }

    @Test
    fun `a vocabulary without the unknown token is refused`() {
        for (words in listOf(emptyList(), listOf(""), listOf("a", "b"))) {
            val message = assertThrows(ModelMismatchException::class.java) { WordPieceTokenizer(words) }.message!!
            assertTrue("expected the oov_token \"[UNK]\" among its ${words.size} tokens" in message) { message }
        }
        assertArrayEquals(intArrayOf(0), WordPieceTokenizer(listOf("<unk>"), oovToken = "<unk>").encode("a"))
    }

    @Test
    fun `special tokens in texts count only if asked for`() {
        val special = listOf("[MASK]")
        assertEquals(listOf("[UNK]", "[UNK]", "[UNK]"), WordPieceTokenizer(vocabulary, specialTokens = special).tokens("[MASK]"))
        val strings = WordPieceTokenizer(vocabulary, lowercase = true, specialTokens = special, specialTokensInStrings = true)
        assertEquals(listOf("a", "[MASK]", "a", "[UNK]"), strings.tokens("A[MASK]a["))
        // Nothing is split then, special tokens neither.
        val whole = WordPieceTokenizer(vocabulary, split = false, specialTokens = special, specialTokensInStrings = true)
        assertEquals(listOf("[UNK]"), whole.tokens("a[MASK]"))
    }

    @Test
    fun `the first special token that fits is taken, not the longest`() {
        val words = listOf("[UNK]", "<a", "<a>", ">")
        assertArrayEquals(intArrayOf(1, 3), WordPieceTokenizer(words, specialTokens = listOf("<a", "<a>"), specialTokensInStrings = true).encode("<a>"))
        assertArrayEquals(intArrayOf(2), WordPieceTokenizer(words, specialTokens = listOf("<a>", "<a"), specialTokensInStrings = true).encode("<a>"))
    }

    @Test
    fun `an empty special token, which would stand everywhere, is refused`() {
        assertThrows(ModelMismatchException::class.java) { WordPieceTokenizer(vocabulary, specialTokens = listOf(""), specialTokensInStrings = true) }
    }

    @Test
    fun `a word may fold to nothing, or to more than it was`() {
        val folding = WordPieceTokenizer(vocabulary, lowercase = true)
        assertEquals(listOf("a"), folding.tokens("\uFE0F A \u034F"))
        assertEquals(listOf("ss", "[UNK]"), folding.tokens("ß ßß"))
        assertEquals(listOf("é"), folding.tokens("E\u0301"))
        assertEquals(listOf("e"), WordPieceTokenizer(vocabulary, stripAccents = true).tokens("e\u0301"))
    }

    @Test
    fun `Chinese characters are words, or not`() {
        assertEquals(listOf("a", "中", "a"), tokenizer.tokens("a中a"))
        assertEquals(listOf("[UNK]"), WordPieceTokenizer(vocabulary, splitOnCjk = false).tokens("a中a"))
    }

    @Test
    fun `an empty suffix indicator joins everything`() {
        val plain = WordPieceTokenizer(listOf("[UNK]", "a", "b"), suffixIndicator = "")
        assertArrayEquals(intArrayOf(1, 2, 1), plain.encode("ab a"))
        assertEquals("aba", plain.decode(intArrayOf(1, 2, 1)))
    }

    @Test
    fun `decoding joins pieces to the word before, and keeps those that have none`() {
        assertEquals("##able unable ## a", tokenizer.decode(intArrayOf(2, 1, 2, 11, 3)))
        for (id in listOf(-1, vocabulary.size, Int.MIN_VALUE)) {
            val message = assertThrows(IllegalArgumentException::class.java) { tokenizer.decode(intArrayOf(0, id)) }.message
            assertEquals("ids[1]: expected a token id from 0 to ${vocabulary.size - 1} but was $id", message)
        }
    }

    @Test
    fun `a limit cuts, also within a word`() {
        assertEquals(2, tokenizer.encode("aaaa a", limit = 2).size)
        assertEquals(0, tokenizer.encode("aaaa a", limit = 0).size)
        assertEquals(0, WordPieceTokenizer(vocabulary, split = false).encode("aaaa", limit = 0).size)
        assertThrows(IllegalArgumentException::class.java) { tokenizer.encode("a", limit = -1) }
    }

    /** With anything quadratic, a run of a million characters would take hours; the time limit only keeps a failure from hanging. */
    @Test
    @Timeout(120)
    fun `a million times the same takes linear time`() {
        val all = WordPieceTokenizer(vocabulary, lowercase = true, stripAccents = true, specialTokens = listOf("[MASK]"), specialTokensInStrings = true)
        val folding = WordPieceTokenizer(vocabulary, lowercase = true)
        val whole = WordPieceTokenizer(vocabulary, lowercase = true, split = false)
        val count = 1_000_000
        for (unit in listOf("x", " ", "é", "e\u0301", "\u0301", "\u0301\u0323", "\u200B", "\uFE0F", "가", "\uD83D\uDE00", "\uDE00", "[", "[MASK")) {
            val text = unit.repeat(count / unit.length)
            for (tokenizer in listOf(all, folding)) tokenizer.encode(text)
            assertTrue(whole.encode(text).size <= 1) { escaped(unit) }
        }
        assertArrayEquals(intArrayOf(0), folding.encode("x".repeat(count)))
        assertEquals(0, folding.encode(" ".repeat(count)).size)
        assertEquals(count, folding.encode("!".repeat(count)).size)
        assertEquals(count / 100 * 99, folding.encode(("a".repeat(99) + " ").repeat(count / 100)).size)
    }
}
