package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Replays what KerasHub's preprocessors and packers gave (tests/vectors/text.py). */
class PackingParityTest {
    private val vectors = textVectors("packing.json")

    @Test
    fun `texts and pairs of texts are packed as by BERT's, DistilBERT's and ESM's preprocessors`() {
        var singles = 0
        var pairs = 0
        for (family in vectors["preprocessors"].list) {
            for (run in family["runs"].list) {
                val step = textStep(family["tokenizer"].string, run["packer"].string)
                val preprocessor = TextPreprocessor(textBundle(step, vocabulary = family["vocabulary"].string))
                for (case in run["cases"].list) {
                    val texts = case["segments"].list.map { it.string }
                    val packed = if (texts.size == 1) preprocessor.pack(texts[0]) else preprocessor.pack(texts[0], texts[1])
                    check(case, packed) { "${run["packer"].string}: ${texts.map(::escaped)}" }
                    if (texts.size == 1) singles++ else pairs++
                }
            }
        }
        assertTrue(singles >= 500 && pairs >= 500) { "only $singles texts and $pairs pairs" }
        println("Preprocessors: $singles texts and $pairs pairs, 0 mismatches")
    }

    @Test
    fun `packers with one segment or more, separators of their own and padding on either side`() {
        val cases = vectors["packers"].list
        for (case in cases) {
            val segments = case["segments"].list.map { it.ints.toIntArray() }
            val packed = TextStep(textBundle(textStep(packer = case["packer"].string))).packer().pack(*segments.toTypedArray())
            check(case, packed) { "${case["packer"].string}: ${segments.map { it.toList() }}" }
        }
        assertTrue(cases.size >= 600) { "only ${cases.size} cases" }
        println("Packers: ${cases.size} cases, 0 mismatches")
    }

    private fun check(expected: Json, actual: PackedText, where: () -> String) {
        assertEquals(expected["token_ids"].ints, actual.tokenIds.toList(), where)
        // DistilBERT and ESM have no segments, ESM no mask either.
        expected.find("padding_mask")?.let { assertEquals(it.ints, actual.paddingMask.toList(), where) }
        expected.find("segment_ids")?.let { assertEquals(it.ints, actual.segmentIds.toList(), where) }
    }
}
