package dev.litert.sdkgen.runtime

import java.io.File
import java.security.MessageDigest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Byte-level BPE's packing, and each code point in its patterns and normalizers, as in KerasHub (tests/vectors/byte_pair.py). */
class BytePairParityTest {
    private val directory = File(System.getProperty("sdkgen.bundles"), "vectors/byte_pair")

    @Test
    fun `texts and pairs of texts are packed as by RoBERTa's preprocessor`() {
        val folder = File(directory, "packed")
        val cases = Json.parse("packed.json", File(folder, "packed.json").readText()).list
        for ((packer, some) in cases.groupBy { it["packer"].string }) {
            val preprocessor = TextPreprocessor(bundleOf(BYTE_PAIR, folder, packer))
            for (case in some) {
                val texts = case["segments"].list.map { it.string }
                val packed = if (texts.size == 1) preprocessor.pack(texts[0]) else preprocessor.pack(texts[0], texts[1])
                assertEquals(case["token_ids"].ints, packed.tokenIds.toList()) { "$packer: ${texts.map(::escaped)}" }
                assertEquals(case["padding_mask"].ints, packed.paddingMask.toList()) { "$packer: ${texts.map(::escaped)}" }
            }
        }
        println("RoBERTa's preprocessor: ${cases.size} texts and pairs, 0 mismatches")
    }

    @Test
    fun `every code point is in the classes that Oniguruma has it in`() {
        val sets = codePoints["sets"].list
        for (json in sets) {
            val ranges = json["ranges"].list.map { it.ints }
            val small = CodePointSet(json["members"].string)
            val set = PatternSet(json["members"].string)
            var range = 0
            for (codePoint in ALL) {
                while (range < ranges.size && ranges[range][1] < codePoint) range++
                val expected = range < ranges.size && codePoint >= ranges[range][0]
                assertTrue(codePoint in set == expected && codePoint in small == expected) {
                    "${json["atom"].string}: U+%04X: expected $expected".format(codePoint)
                }
            }
        }
        println("Classes of patterns: ${sets.size} over ${ALL.size} code points, 0 mismatches")
    }

    @Test
    fun `every code point is normalized as the tokenizers library does it, also among marks and Hangul`() {
        var strings = 0
        for (case in codePoints["digests"].list) {
            val pipeline = BytePairPipeline(Json.parse("pipeline", """{"normalizers": [${case["step"].string}]}"""))
            val around = listOf(case["before"].string, case["after"].string)
            val members = if (around.all { it.isEmpty() }) ALL else ALL.filter { it < 0x20000 || it in 0x2F800 until 0x2FA20 || it in 0xE0000 until 0xE1000 }
            for ((block, codePoints) in members.groupBy { it / BLOCK }) {
                val digest = MessageDigest.getInstance("SHA-256")
                for (codePoint in codePoints) {
                    digest.update((pipeline.normalize(around[0] + String(Character.toChars(codePoint)) + around[1]) + "\n").toByteArray())
                }
                assertEquals(case["blocks"]["$block"].string, digest.digest().joinToString("") { "%02x".format(it) }) {
                    "${case["step"].string.take(20)} among ${around.map(::escaped)}, from U+%04X on".format(block * BLOCK)
                }
                strings += codePoints.size
            }
        }
        println("NFC and lower case of the tokenizers library: $strings strings over all code points, 0 mismatches")
    }

    private val codePoints by lazy { Json.parse("code_points.json", File(directory, "code_points.json").readText()) }

    private companion object {
        const val BLOCK = 4096
        const val BYTE_PAIR = """{"type": "byte_pair", "pipeline": "tokenizer.json", "vocabulary": "vocabulary.bin", "merges": "merges.bin"}"""
        val ALL = (0..Character.MAX_CODE_POINT).filter { it !in 0xD800..0xDFFF }
    }
}
