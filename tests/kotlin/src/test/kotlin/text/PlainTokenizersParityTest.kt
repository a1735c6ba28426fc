package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Replays what KerasHub's RWKV, PARSeq, byte and code point tokenizers gave (tests/vectors/plain_tokenizers.py). */
class PlainTokenizersParityTest {
    @Test
    fun `ids and texts equal those of KerasHub, and what it refuses is refused`() {
        val strings = HashMap<String, Int>()
        for (folder in File(System.getProperty("sdkgen.bundles"), "vectors/plain_tokenizers").listFiles()!!.sorted()) {
            val json = Json.parse("$folder", File(folder, "cases.json").readText())
            val tokenizer = TextPreprocessor(bundleOf(json["tokenizer"].string, folder)).tokenizer
            replay(json, tokenizer)
            strings.merge(json["family"].string, json["texts"].list.size, Int::plus)
        }
        assertEquals(setOf("rwkv", "parseq", "byte", "codepoint"), strings.keys)
        for ((family, count) in strings) assertTrue(count >= 3000) { "$family: only $count strings" }
        println("Tokenizers of bytes and characters: $strings strings, 0 mismatches")
    }

    private fun replay(json: Json, tokenizer: Tokenizer) {
        val where = json["tokenizer"].string
        val rows = json["ids"].list.map { it.intsOrNull }
        for ((text, ids) in json["texts"].list.map { it.string }.zip(rows)) {
            if (ids == null) {
                assertThrows(IllegalArgumentException::class.java) { tokenizer.encode(text) }
                continue
            }
            assertEquals(ids, tokenizer.encode(text).toList()) { "$where: ${escaped(text)}" }
            assertEquals(ids.take(3), tokenizer.encode(text, 3).toList()) { "$where: ${escaped(text)}" }
        }
        for ((ids, text) in (rows + json["made_up"].list.map { it.intsOrNull }).zip(json["decoded"].list.map { it.stringOrNull })) {
            when {
                ids == null -> continue
                text == null -> assertThrows(IllegalArgumentException::class.java, { tokenizer.decode(ids.toIntArray()) }) { "$where: $ids" }
                else -> {
                    assertEquals(text, tokenizer.decode(ids.toIntArray())) { "$where: $ids" }
                    assertEquals(text, streamed(tokenizer, ids)) { "$where: $ids" }
                }
            }
        }
    }

    private val Json.intsOrNull: List<Int>? get() = if (isList) ints else null
    private val Json.stringOrNull: String? get() = if (isString) string else null
}
