package golden

import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.ItemRecommender
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.Sampler
import dev.litert.sdkgen.runtime.SequentialRecommender
import dev.litert.sdkgen.runtime.TestBundles
import golden.tiny_edrec.TinyEdrec
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_edrec.java.TinyEdrec as TinyEdrecJava

/** EdRec on the real LiteRT library, against what Keras recommended with it. */
class ItemRecommenderTest {
    private val bundle = TestBundles.bundle("tiny_edrec")

    private val entries: List<Json> = File(TestBundles.vectors("item_recommender"), "tiny_edrec.json").let { Json.parse(it.name, it.readText()).list }

    private fun Json.ids(key: String): IntArray = this[key].list.map { it.int }.toIntArray()

    private fun sampler(beams: Int): Sampler = if (beams == 1) Sampler.greedy() else Sampler.beam(beams)

    @Test
    fun `ids equal Keras for short and long histories, to the end of the context`(): Unit =
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val model = SequentialRecommender(session)
            val samples = GenerationSample.of(bundle)
            repeat(2) { // what an answer leaves in the cache changes no other, not even where an id is padding to KerasHub
                for (sample in samples) assertArrayEquals(sample.tokens, model.replay(sample), "$sample")
            }
            assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength })
            assertEquals(listOf(1, 6, 12, 18, 24), samples.map { checkNotNull(it.source).size })
            assertEquals(samples.size, samples.map { it.tokens.toList() }.distinct().size, "answers depend on the history")
            assertTrue(samples.any { 0 in it.tokens })
        }

    @Test
    fun `generated classes recommend as Keras, greedily and by beams, in both languages`() {
        TinyEdrec.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyEdrecJava.create(bundle, ::LiteRtHostRunner).use { java ->
                assertEquals(listOf(50, 24, 16), listOf(kotlin.vocabularySize, kotlin.historyLength, kotlin.contextLength))
                assertEquals(listOf(50, 24, 16), listOf(java.vocabularySize, java.historyLength, java.contextLength))
                for (entry in entries) {
                    val options = GenerationOptions(sampler = sampler(entry["beams"].int))
                    assertArrayEquals(entry.ids("ids"), kotlin.recommend(entry.ids("history"), options), "$entry")
                    assertArrayEquals(entry.ids("ids"), java.recommend(entry.ids("history"), options), "$entry")
                }
                val history = entries.first().ids("history")
                assertArrayEquals(kotlin.recommend(history), java.recommend(history), "as the model was compiled: greedily")
                val seeded = GenerationOptions(sampler = Sampler.random(2f), seed = 5)
                assertArrayEquals(kotlin.recommend(history, seeded), java.recommend(history, seeded))
            }
        }
        val (greedy, beams) = entries.groupBy { it["beams"].int }.values.map { group -> group.map { it.ids("ids").toList() } }
        assertTrue(greedy != beams) { "beams find something else" }
    }

    @Test
    fun `an answer ends at a number of ids, at an id, or when its listener has enough`() {
        TinyEdrecJava.create(bundle, ::LiteRtHostRunner).use { model ->
            val history = entries.last().ids("history")
            val all = model.recommend(history).toList()
            assertEquals(all.take(3), model.recommend(history, GenerationOptions(maxTokens = 3)).toList())
            val stop = all.last { all.indexOf(it) > 0 }
            assertEquals(all.take(all.indexOf(stop) + 1), model.recommend(history, GenerationOptions().withStopTokenIds(setOf(stop))).toList())
            val heard = ArrayList<Int>()
            assertEquals(all.take(2), model.recommend(history, GenerationOptions()) { heard.add(it) && heard.size < 2 }.toList())
            assertEquals(all.take(2), heard)
        }
        val fake = ItemRecommender { history, _, _ -> history }
        assertArrayEquals(intArrayOf(1), fake.recommend(intArrayOf(1), GenerationOptions()) { true })
    }

    @Test
    fun `what no model can read is the caller's fault`(): Unit = TinyEdrec.create(bundle, ::LiteRtHostRunner).use { model ->
        for ((history, options, message) in listOf(
            Triple(IntArray(0), GenerationOptions(), "history: expected 1 to 24 ids, of the latest items, but was 0"),
            Triple(IntArray(25), GenerationOptions(), "history: expected 1 to 24 ids, of the latest items, but was 25"),
            Triple(intArrayOf(3, 50), GenerationOptions(), "history: expected ids from 0 to 49 but one was 50"),
            Triple(intArrayOf(-1), GenerationOptions(), "history: expected ids from 0 to 49 but one was -1"),
            Triple(
                intArrayOf(3),
                GenerationOptions(stopStrings = listOf("7")),
                "stopStrings: expected none, since ids are no text; name ids in stopTokenIds instead",
            ),
            Triple(intArrayOf(3), GenerationOptions(decoderPrompt = "7"), "decoderPrompt: expected none, since ids are no text"),
        )) {
            assertEquals(message, assertThrows<IllegalArgumentException> { model.recommend(history, options) }.message)
        }
    }
}
