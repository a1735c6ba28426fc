package dev.litert.sdkgen.runtime

/**
 * UTF-8 to text, byte by byte. What is no UTF-8 becomes [replacement], once for each longest part that could have begun a character, as
 * in Python's `decode(errors="replace")` and in Rust; Java's own decoders differ from one device to another.
 *
 * @param replacement null if such bytes are an error
 */
internal class Utf8Decoder(private val replacement: String? = "\uFFFD") {
    private var codePoint = 0
    private var missing = 0

    /** What the next byte of the character may be: its first byte narrows this for the second one. */
    private var least = 0x80
    private var most = 0xBF

    /**
     * Appends the character that [byte] (0 to 255) completes, if it does.
     *
     * @throws IllegalArgumentException if the bytes are no UTF-8 and there is no replacement
     */
    fun add(byte: Int, out: StringBuilder) {
        if (missing > 0 && byte in least..most) {
            codePoint = codePoint shl 6 or (byte and 0x3F)
            expect(missing - 1)
            if (missing == 0) out.appendCodePoint(codePoint)
            return
        }
        end(out) // an incomplete character, after which this byte begins another one
        when (byte) {
            in 0..0x7F -> out.append(byte.toChar())
            in 0xC2..0xDF -> begin(byte and 0x1F, 1)
            0xE0 -> begin(0, 2, least = 0xA0) // else it had fit two bytes
            0xED -> begin(0xD, 2, most = 0x9F) // else it were half of a surrogate pair
            in 0xE1..0xEF -> begin(byte and 0xF, 2)
            0xF0 -> begin(0, 3, least = 0x90)
            0xF4 -> begin(4, 3, most = 0x8F) // else it were beyond U+10FFFF
            in 0xF1..0xF3 -> begin(byte and 7, 3)
            else -> out.append(replacement(byte))
        }
    }

    /** Ends the text: an incomplete character will not be completed. Another text may follow. */
    fun end(out: StringBuilder) {
        if (missing > 0) out.append(replacement(null))
        expect(0)
    }

    private fun begin(bits: Int, missing: Int, least: Int = 0x80, most: Int = 0xBF) {
        codePoint = bits
        expect(missing, least, most)
    }

    private fun expect(missing: Int, least: Int = 0x80, most: Int = 0xBF) {
        this.missing = missing
        this.least = least
        this.most = most
    }

    private fun replacement(byte: Int?): String = replacement ?: throw IllegalArgumentException(
        "ids: expected the bytes of a text in UTF-8 but was ${if (byte == null) "an incomplete character" else "the byte $byte, which begins no character"}",
    )
}
