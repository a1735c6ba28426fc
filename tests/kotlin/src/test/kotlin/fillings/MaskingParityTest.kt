package dev.litert.sdkgen.runtime

import java.io.File
import kotlin.math.abs
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Texts with masks through each family's model on the real LiteRT library, against KerasHub's tokens and Keras' numbers (tests/vectors/masking.py). */
class MaskingParityTest {
    private val families = Json.parse("masking.json", File(TestBundles.vectors("masking"), "masking.json").readText()).list

    @Test
    fun `texts are packed and filled as by KerasHub and Keras`() {
        var texts = 0
        var masks = 0
        for (family in families) {
            val bundle = TestBundles.bundle(family["bundle"].string)
            val preprocessor = MaskedTextPreprocessor(bundle)
            val filler = MaskFiller(bundle, preprocessor)
            ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
                val call = session.call("serving_default")
                for (case in family["cases"].list) {
                    val masked = preprocessor.packAll(case["texts"].strings)
                    val made = mapOf(
                        "token_ids" to masked.tokenIds,
                        "padding_mask" to masked.paddingMask,
                        "segment_ids" to masked.segmentIds,
                        "mask_positions" to masked.maskPositions,
                    )
                    for (name in case["inputs"].keys) {
                        assertEquals(case["inputs"][name].ints, made.getValue(name).toList()) { "$bundle: $name of ${case["texts"].strings}" }
                    }
                    val logits = session.exclusive {
                        for (name in case["inputs"].keys) call.input(name, ElementType.INT32).write(made.getValue(name))
                        call.run()
                        call.output("logits", ElementType.FLOAT32).read()
                    }
                    val filled = filler.fill(masked, logits)
                    assertEquals(case["filled"].strings, filled.texts) { "$bundle: ${case["texts"].strings}" }
                    case["masks"].list.zip(filled.masks).forEach { (keras, filling) -> check(keras, filling) { "$bundle: ${case["texts"].strings}" } }
                    assertEquals(case["masks"].list.size, filled.masks.size)
                    texts++
                    masks += filled.masks.size
                }
            }
        }
        assertTrue(families.size == 9 && texts >= 350 && masks >= 700) { "only $texts texts with $masks masks" }
        println("Masks: ${families.size} families, $texts texts, $masks masks, 0 mismatches")
    }

    @Test
    fun `texts that KerasHub's packer has no room for, or without a mask, are the caller's mistake`() {
        var refused = 0
        for (family in families) {
            val preprocessor = MaskedTextPreprocessor(TestBundles.bundle(family["bundle"].string))
            for (texts in family["refused"].list) {
                assertThrows<IllegalArgumentException>({ "${family["bundle"].string}: ${texts.strings}" }) { preprocessor.packAll(texts.strings) }
                refused++
            }
        }
        assertTrue(refused >= 150) { "only $refused" }
    }

    private fun check(keras: Json, filling: MaskFilling, where: () -> String) {
        assertEquals(keras["position"].int, filling.position, where)
        assertEquals(keras["ids"].ints[0], filling.best.id, where)
        val scores = keras["scores"].list.map { it.float }
        filling.top(5).forEachIndexed { i, candidate ->
            assertTrue(abs(scores[i] - candidate.score) < 1e-4f) { "${where()}: $scores, $filling" }
            val isDecided = (i == 0 || scores[i - 1] - scores[i] > 1e-5f) && (i == 4 || scores[i] - scores[i + 1] > 1e-5f)
            if (isDecided && i < 4) {
                assertEquals(keras["ids"].ints[i], candidate.id, where)
                assertEquals(keras["tokens"].strings[i], candidate.token, where)
            }
        }
    }

    private val Json.strings: List<String> get() = list.map { it.string }

    private fun MaskedTextPreprocessor.packAll(texts: List<String>): MaskedText = if (texts.size == 1) pack(texts[0]) else pack(texts[0], texts[1])
}
