package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** Text models of every family: the device's own tokens are those of KerasHub's preprocessor, and the answers those of Keras. */
class TextFamiliesTest {
    @ParameterizedTest
    @ValueSource(
        strings = [
            "demo_sentiment_en", "text_pairs", "text_albert", "text_debertav3", "text_esm", "text_fnet", "text_roberta", "text_roformerv2",
            "text_xlmroberta", "embedder_bert", "embedder_gemma3", "embedder_qwen3", "embedder_xlmroberta",
        ],
    )
    fun `packs and answers as Keras`(name: String) {
        val bundle = TestBundles.bundle(name)
        val preprocessor = TextPreprocessor(bundle)
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { session ->
            session.use {
                val call = session.call("serving_default")
                val samples = Sample.of(bundle)
                assertTrue((name == "text_esm" || samples.any { it.text.size == 2 }) && samples.any { it.text == listOf("") })
                for (sample in samples) {
                    val packed = if (sample.text.size == 2) preprocessor.pack(sample.text[0], sample.text[1]) else preprocessor.pack(sample.text[0])
                    val made = mapOf("token_ids" to packed.tokenIds, "padding_mask" to packed.paddingMask, "segment_ids" to packed.segmentIds)
                    val output = sample.outputNames.single()
                    val values = session.exclusive {
                        for (input in sample.inputNames) {
                            assertArrayEquals(sample.input(input, ElementType.INT32), made.getValue(input)) { "$name: $input of ${sample.text}" }
                            call.input(input, ElementType.INT32).write(made.getValue(input))
                        }
                        call.run()
                        call.output(output, ElementType.FLOAT32).read()
                    }
                    assertTrue(sample.difference(output, values) < 1e-4f) { "$name: ${sample.text}" }
                }
            }
        }
    }
}
