package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Replays what KerasHub's tokenizers gave for adversarial strings (tests/vectors/sentence_piece.py). */
class SentencePieceParityTest {
    @Test
    fun `ids and decoded texts equal those of KerasHub`() {
        val results = SentencePieceVectors(TestBundles.vectors("sentence_piece")).replay()
        for (result in results) assertEquals(emptyList<String>(), result.mismatches.take(5), result.name)
        for (algorithm in listOf("unigram", "byte_pair")) {
            val strings = results.filter { it.name.startsWith(algorithm) }.sumOf { it.strings }
            assertTrue(strings >= 3000) { "only $strings strings for $algorithm" }
        }
        println("SentencePiece: ${results.size} models, ${results.sumOf { it.strings }} strings, ${results.sumOf { it.ids }} ids, 0 mismatches")
    }
}
