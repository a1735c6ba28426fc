package golden

import dev.litert.sdkgen.runtime.ElementType
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.Sample
import dev.litert.sdkgen.runtime.TestBundles
import golden.demo_sentiment_en.DemoSentimentEn
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import golden.demo_sentiment_en.java.DemoSentimentEn as DemoSentimentEnJava

/** Three inputs of one type and shape, in the file in reverse: by name all is well, by position the answers would be wrong. */
class PermutedTextTest {
    private val bundle = TestBundles.bundle("demo_sentiment_en_permuted")

    @Test
    fun `by name the permuted file equals Keras`() {
        val declared = bundle.manifest.json["signatures"].list.single()["inputs"].list
        assertEquals(listOf(2, 1, 0), declared.map { it["list_index"].int })
        assertEquals(listOf(2, 1, 0), declared.map { it["position"].int })
        DemoSentimentEn.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            DemoSentimentEnJava.create(bundle, ::LiteRtHostRunner).use { java ->
                DemoSentimentEn.create(TestBundles.bundle("demo_sentiment_en"), ::LiteRtHostRunner).use { original ->
                    for (text in listOf("a wonderful film", "The food was terrible.", "")) {
                        assertEquals(original.predict(text).toString(), kotlin.predict(text).toString())
                        assertEquals(original.predict(text).toString(), java.predict(text).toString())
                    }
                }
            }
        }
    }

    @Test
    fun `by position its answers would be wrong`() {
        DemoSentimentEn.create(bundle, ::LiteRtHostRunner).use { model ->
            for (sample in Sample.of(bundle)) {
                val ids = sample.input("token_ids", ElementType.INT32)
                val mask = sample.input("padding_mask", ElementType.INT32)
                val segments = sample.input("segment_ids", ElementType.INT32)
                fun difference(inputs: DemoSentimentEn.Inputs) = sample.difference("logits", model.run(inputs).logits)
                assertTrue(difference(DemoSentimentEn.Inputs(ids, mask, segments)) < TOLERANCE)
                // A list in declared order laid over the file's order, which starts with segment_ids and ends with token_ids.
                val byPosition = runCatching { difference(DemoSentimentEn.Inputs(tokenIds = segments, paddingMask = mask, segmentIds = ids)) }
                println("by position: $byPosition")
                assertTrue(byPosition.getOrDefault(Float.MAX_VALUE) > 0.01f) { "$byPosition" }
            }
        }
    }
}
