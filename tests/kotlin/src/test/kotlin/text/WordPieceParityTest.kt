package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Replays what KerasHub's tokenizers gave for adversarial strings (tests/vectors/text.py). */
class WordPieceParityTest {
    @Test
    fun `ids and decoded texts equal those of KerasHub`() {
        var strings = 0
        var tokens = 0
        val tokenizers = textVectors("wordpiece.json").list
        for (vectors in tokenizers) {
            val bundle = textBundle(textStep(vectors["tokenizer"].string), vocabulary = vectors["vocabulary"].string)
            val tokenizer = TextPreprocessor(bundle).tokenizer
            for (case in vectors["cases"].list) {
                val text = case["text"].string
                val where = { "${vectors["name"].string}: ${escaped(text)}" }
                val ids = case["ids"].ints
                assertEquals(ids, tokenizer.encode(text).toList(), where)
                assertEquals(ids.take(3), tokenizer.encode(text, limit = 3).toList(), where)
                assertEquals(case["decoded"].string, tokenizer.decode(ids.toIntArray()), where)
                strings++
                tokens += ids.size
            }
        }
        assertTrue(strings >= 3000) { "only $strings strings" }
        println("WordPiece: ${tokenizers.size} tokenizers, $strings strings, $tokens tokens, 0 mismatches")
    }
}
