package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class Utf8DecoderTest {
    @Test
    fun `every code point`() {
        val decoder = Utf8Decoder(null)
        for (codePoint in 0..Character.MAX_CODE_POINT) {
            if (codePoint in 0xD800..0xDFFF) continue
            val text = String(Character.toChars(codePoint))
            val parts = text.toByteArray().map { byte -> buildString { decoder.add(byte.toInt() and 0xFF, this) } }
            assertEquals(List(parts.size - 1) { "" } + text, parts)
        }
    }

    @Test
    fun `one replacement for each longest part that could have begun a character`() {
        // The table of Unicode's chapter 3.9, "U+FFFD Substitution of Maximal Subparts", and the borders of what may follow a first byte.
        assertEquals("a???b?c??d", decode("61 F1 80 80 E1 80 C2 62 80 63 80 BF 64"))
        assertEquals("????????A", decode("C0 AF E0 80 BF F0 81 82 41"))
        assertEquals("????????A", decode("ED A0 80 ED BF BF ED AF 41"))
        assertEquals("?????A??B", decode("F4 91 92 93 FF 41 80 BF 42"))
        assertEquals("????A", decode("E1 80 E2 F0 91 92 F1 BF 41"))
        assertEquals("\uD7FF\uE000", decode("ED 9F BF EE 80 80"))
        assertEquals("x?", decode("78 F0 9F 98"))
        assertEquals("", decode(""))
    }

    @Test
    fun `the replacement can be nothing, or an error`() {
        assertEquals("ab", decode("61 80 62 E1 80", ""))
        val alone = assertThrows(IllegalArgumentException::class.java) { decode("61 80", null) }.message!!
        assertTrue("the byte 128, which begins no character" in alone) { alone }
        val incomplete = assertThrows(IllegalArgumentException::class.java) { decode("E1 80", null) }.message!!
        assertTrue("an incomplete character" in incomplete) { incomplete }
    }

    private fun decode(hexadecimal: String, replacement: String? = "?"): String = buildString {
        val decoder = Utf8Decoder(replacement)
        for (byte in hexadecimal.split(' ').filter { it.isNotEmpty() }) decoder.add(byte.toInt(16), this)
        decoder.end(this)
    }
}
