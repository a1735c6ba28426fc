package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** Replays what KerasHub's tokenizers gave for adversarial strings (tests/vectors). */
class TokenizerParityTest {
    @ParameterizedTest
    @ValueSource(strings = ["text/word_piece", "byte_pair", "sentence_piece", "plain_tokenizers"])
    fun `ids and texts equal those of KerasHub, and what it refuses is refused`(topic: String) {
        val families = TokenizerVectors.all(topic).groupBy { it.family }
        assertTrue(families.size == FAMILIES.getValue(topic)) { "${families.keys}" }
        for ((family, members) in families) {
            for (vectors in members) assertEquals(emptyList<String>(), vectors.differences().take(5), vectors.name)
            val strings = members.sumOf { it.texts.size }
            assertTrue(strings >= 3000) { "$family: only $strings strings" }
            println("$family: ${members.size} tokenizers, $strings strings, 0 mismatches")
        }
    }

    @Test
    fun `every class of KerasHub is on the device`() {
        val classes = TokenizerVectors.all("every_tokenizer")
        assertEquals(49, classes.map { it.name }.toSet().size)
        for (vectors in classes) assertEquals(emptyList<String>(), vectors.differences().take(5), vectors.name)
        println("Classes of tokenizers: ${classes.size}, ${classes.sumOf { it.texts.size }} strings, 0 mismatches")
    }

    private companion object {
        /** Families of a topic. */
        val FAMILIES = mapOf("text/word_piece" to 1, "byte_pair" to 4, "sentence_piece" to 7, "plain_tokenizers" to 4)
    }
}
