package dev.litert.sdkgen.runtime

import java.security.MessageDigest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Every code point means here what it means to KerasHub (tests/vectors/text.py), whatever this JVM's own Unicode version is. */
class CodePointParityTest {
    private val vectors = textVectors("code_points.json")
    private val codePoints = (0..Character.MAX_CODE_POINT).filter { it !in 0xD800..0xDFFF }

    @Test
    fun `every code point ends a word, is a word, or is part of one, as in KerasHub`() {
        for (splitOnCjk in listOf(true, false)) {
            val runs = vectors["boundaries"]["$splitOnCjk"].list.map { it.ints }
            var run = 0
            for (codePoint in codePoints) {
                if (run < runs.lastIndex && codePoint >= runs[run + 1][0]) run++
                assertEquals(runs[run][1], words("a${text(codePoint)}b", splitOnCjk)) { "U+%04X, CJK split: $splitOnCjk".format(codePoint) }
            }
            assertEquals(runs.lastIndex, run)
        }
        println("Word boundaries: ${codePoints.size} code points, with and without CJK, 0 mismatches")
    }

    @Test
    fun `every code point is folded, stripped and normalized as in KerasHub, also among marks and Hangul`() {
        var strings = 0
        for (case in vectors["digests"].list) {
            val function = functions.getValue(case["function"].string)
            val blocks = case["blocks"]
            for (block in blocks.keys) {
                val digest = MessageDigest.getInstance("SHA-256")
                for (codePoint in members(block.toInt(), isAlone = case["before"].string + case["after"].string == "")) {
                    digest.update((function(case["before"].string + text(codePoint) + case["after"].string) + "\n").toByteArray())
                    strings++
                }
                assertEquals(blocks[block].string, digest.digest().joinToString("") { "%02x".format(it) }) {
                    "${case["function"].string} of ${escaped(case["before"].string)}?${escaped(case["after"].string)}, " +
                        "U+%04X to U+%04X".format(block.toInt() * BLOCK, block.toInt() * BLOCK + BLOCK - 1)
                }
            }
        }
        assertTrue(strings > functions.size * 1_112_064) { "only $strings strings" }
        println("Case folding, accents and normal forms: $strings strings over all code points, 0 mismatches")
    }

    private val functions = mapOf<String, (String) -> String>(
        "casefold" to { text -> StringBuilder().also { CaseFolding().fold(text, 0, text.length, it) }.toString() },
        "strip_accents" to { text -> Accents.strip(text) },
    ) + NormalizationForm.entries.associate { form -> form.name to form::of }

    /** Code points among others are those of the planes in use. */
    private fun members(block: Int, isAlone: Boolean): List<Int> = (block * BLOCK until (block + 1) * BLOCK).filter {
        it !in 0xD800..0xDFFF && (isAlone || it < 0x20000 || it in 0x2F800 until 0x2FA20 || it in 0xE0000 until 0xE1000)
    }

    private fun words(text: String, splitOnCjk: Boolean): Int {
        val cursor = WordCursor(text, splitOnCjk, emptyList())
        var count = 0
        while (cursor.next()) count++
        return count
    }

    private fun text(codePoint: Int) = String(Character.toChars(codePoint))

    private companion object {
        const val BLOCK = 4096
    }
}
