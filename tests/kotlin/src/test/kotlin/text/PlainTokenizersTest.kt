package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Tokenizers of bytes and characters on what no model was made for. */
class PlainTokenizersTest {
    /** Every byte, with the ids from 1 on. */
    private val bytes = ByteArray(1) + (0..255).flatMap { listOf(1.toByte(), it.toByte()) }.toByteArray()

    private val all = mapOf(
        "rwkv" to RwkvTokenizer(bytes),
        "parseq" to ParSeqTokenizer(('!'..'~').joinToString(""), maxLength = Int.MAX_VALUE),
        "byte" to ByteTokenizer(normalization = "NFKC"),
        "codepoint" to CodepointTokenizer(normalization = "NFKC"),
    )

    @Test
    fun `no text, no tokens`() {
        for ((name, tokenizer) in all) {
            assertEquals(0, tokenizer.encode("").size, name)
            assertEquals(0, tokenizer.encode("abc", 0).size, name)
            assertEquals("", tokenizer.decode(IntArray(0)), name)
            assertEquals("", tokenizer.streamingDecoder().end(), name)
            assertThrows(IllegalArgumentException::class.java, { tokenizer.encode("a", -1) }, name)
        }
    }

    @Test
    fun `half a surrogate pair counts as U+FFFD`() {
        for ((name, tokenizer) in all) {
            for (text in listOf("a\uD800b", "\uDC00", "a\uD83D", "\uD83D\uD83D\uDE00")) {
                val repaired = String(text.toByteArray(Charsets.UTF_16BE), Charsets.UTF_16BE)
                assertArrayEquals(tokenizer.encode(repaired), tokenizer.encode(text), "$name: ${escaped(text)}")
            }
        }
    }

    /** With anything quadratic, these would take hours; the time limit only keeps a failure from hanging. */
    @Test
    @Timeout(120)
    fun `a million times the same, and ten million characters, take linear time`() {
        for ((name, tokenizer) in all) {
            for (unit in listOf("a", " ", "\u00E9", "\u0301", "\u0301\u0323", "\uFE0F", "\uAC00", "\uD83D\uDE00", "\uDE00")) tokenizer.encode(unit.repeat(1_000_000 / unit.length))
            assertEquals(10_000_000, tokenizer.encode("ab".repeat(5_000_000)).size, name)
            assertEquals(5, tokenizer.encode("ab".repeat(5_000_000), 5).size, name)
        }
    }

    @Test
    fun `a vocabulary that is empty or cut off`() {
        val empty = RwkvTokenizer(ByteArray(0))
        val message = assertThrows(IllegalArgumentException::class.java) { empty.encode("a") }.message!!
        assertTrue("expected bytes that a token begins with but was 97 at byte 0" in message) { message }
        assertThrows(IllegalArgumentException::class.java) { empty.decode(intArrayOf(1)) }
        val cut = assertThrows(ModelMismatchException::class.java) { RwkvTokenizer(bytes.copyOf(bytes.size - 1)) }.message!!
        assertTrue("vocabulary.bin: expected the bytes of token 256 but the file ends within them" in cut) { cut }
        assertEquals(0, ParSeqTokenizer("").encode("abc").size)
        assertThrows(ModelMismatchException::class.java) { CodepointTokenizer(vocabularySize = 0) }
    }

    @Test
    fun `of a token that stands in the vocabulary twice the last place counts`() {
        val twice = RwkvTokenizer(byteArrayOf(0, 1, 'a'.code.toByte(), 1, 'b'.code.toByte(), 1, 'a'.code.toByte()))
        assertArrayEquals(intArrayOf(3, 2), twice.encode("ab"))
        assertEquals("aba", twice.decode(intArrayOf(1, 2, 3)))
    }

    @Test
    fun `of every code point PARSeq keeps the letters that KerasHub does`() {
        val letters = Json.parse("parseq.json", File(TestBundles.vectors("plain_tokenizers"), "parseq.json").readText())
        val tokenizer = ParSeqTokenizer(('!'..'~').joinToString(""))
        for (codePoint in 0..Character.MAX_CODE_POINT) {
            if (codePoint in 0xD800..0xDFFF) continue
            val expected = letters.find("$codePoint")?.string.orEmpty()
            val actual = tokenizer.decode(tokenizer.encode(String(Character.toChars(codePoint))))
            assertEquals(expected, actual) { "U+%04X".format(codePoint) }
        }
    }
}
