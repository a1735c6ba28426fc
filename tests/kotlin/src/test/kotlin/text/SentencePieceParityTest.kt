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
        val families = results.groupBy { it.family }.mapValues { (_, members) -> members.sumOf { it.strings } }
        assertEquals(setOf("unigram", "byte_pair", "characters", "words", "xlm_roberta", "metaclip2", "deberta_v3"), families.keys)
        for ((family, strings) in families) assertTrue(strings >= 3000) { "only $strings strings for $family" }
        println("SentencePiece: ${results.size} models, $families strings, ${results.sumOf { it.ids }} ids, 0 mismatches")
    }
}
