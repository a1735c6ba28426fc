package golden

import dev.litert.sdkgen.runtime.ContextEnd
import dev.litert.sdkgen.runtime.GeneratedText
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.ImageTextGenerator
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.Sampler
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.VisionLanguageModel
import golden.tiny_gemma3.TinyGemma3
import golden.tiny_pali_gemma.TinyPaliGemma
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import golden.tiny_gemma3.java.TinyGemma3 as TinyGemma3Java
import golden.tiny_pali_gemma.java.TinyPaliGemma as TinyPaliGemmaJava

/** Language models that see, on the real LiteRT library, against what Keras generated with them (tests/vectors/vision.py). */
class VisionLanguageModelsTest {
    private val greedy = GenerationOptions(sampler = Sampler.greedy())
    private val directory = TestBundles.vectors("vision")
    private val images = List(3) { PngImages.read(File(directory, "picture_$it.png")) }

    private fun open(name: String): ModelSession = TestBundles.bundle(name).let { ModelSession.open(it, it.manifest.contract, ::LiteRtHostRunner) { session -> session } }

    private fun entries(name: String): List<Json> = Json.parse(name, File(directory, "$name.json").readText()).list

    private fun shown(entry: Json): List<RgbImage> = entry["pictures"].list.map { images[it.int] }

    @ParameterizedTest
    @ValueSource(strings = ["tiny_pali_gemma", "tiny_gemma3", "tiny_gemma4"])
    fun `tokens equal Keras for every number of pictures, to the end of the context`(name: String) = open(name).use { session ->
        val model = VisionLanguageModel(session)
        val samples = GenerationSample.of(session.bundle)
        repeat(2) { // what an answer leaves in the cache changes no other
            for (sample in samples) {
                sample.text?.let { assertEquals(sample.prompt.toList(), model.encode(it).takeLast(sample.prompt.size), "$sample: prompt") }
                assertArrayEquals(sample.tokens, sample.replay(model), "$sample with ${sample.pictures.size} pictures")
            }
        }
        val inFront = if (model.imageMarker == null) model.encode("").count { it < 0 } else 0
        assertTrue(samples.all { inFront + it.prompt.size + it.tokens.size == model.contextLength }) { "to the end of the context" }
        assertEquals(if (inFront == 0) setOf(0, 1, 2) else setOf(1), samples.map { it.pictures.size }.toSet())
    }

    @ParameterizedTest
    @ValueSource(strings = ["tiny_pali_gemma", "tiny_gemma3", "tiny_gemma4"])
    fun `texts about pictures equal Keras, with the prompt and without`(name: String) = open(name).use { session ->
        val model = VisionLanguageModel(session)
        for (entry in entries(name)) {
            val prompt = entry["prompt"].string
            assertEquals(entry["stripped"].string, model.generate(prompt, shown(entry), greedy) { true }.text, prompt)
            assertEquals(entry["text"].string, model.generate(prompt, shown(entry), greedy.withStripPrompt(false)) { true }.text, prompt)
        }
        val answers = entries(name).filter { it["pictures"].list.isNotEmpty() }.map { it["prompt"].string to it["stripped"].string }
        assertTrue(answers.distinct().size > answers.map { it.first }.distinct().size) { "answers depend on their pictures" }
    }

    @Test
    fun `prompts become KerasHub's tokens wherever their markers are`() = open("tiny_gemma3").use { session ->
        val model = VisionLanguageModel(session)
        val differing = entries("tokens").filter { entry ->
            val expected = entry["tokens"].list.map { it.int }
            // The rest of a prompt that is longer than the context is not tokenized.
            model.encode(entry["prompt"].string).toList().take(64) != expected.take(64)
        }
        assertEquals(emptyList<String>(), differing.map { it["prompt"].string })
        assertTrue(entries("tokens").count { "<start_of_image>" in it["prompt"].string } > 100)
    }

    @Test
    fun `generated classes see in both languages`() {
        TestBundles.bundle("tiny_gemma3").let { bundle ->
            TinyGemma3.create(bundle, ::LiteRtHostRunner).use { kotlin ->
                TinyGemma3Java.create(bundle, ::LiteRtHostRunner).use { java ->
                    assertEquals(listOf("<start_of_image>", 2), listOf(kotlin.imageMarker, kotlin.mostImages))
                    assertEquals(listOf("<start_of_image>", 2), listOf(java.imageMarker, java.mostImages))
                    for (generator in listOf<ImageTextGenerator>(kotlin, java)) compare("tiny_gemma3", generator)
                    val alone = entries("tiny_gemma3").first { it["pictures"].list.isEmpty() }
                    assertEquals(alone["stripped"].string, kotlin.generate(alone["prompt"].string, greedy).text)
                    assertEquals(alone["stripped"].string, java.generate(alone["prompt"].string, greedy).text)
                    assertEquals(java.conversation().send("Hi", greedy).text, kotlin.conversation().send("Hi", greedy).text)
                    val error = assertThrows<IllegalArgumentException> { kotlin.conversation().send("<start_of_image> Hi", greedy) }
                    assertEquals("a conversation has no pictures and no sounds; ask about them with generate", error.message)
                }
            }
        }
        TestBundles.bundle("tiny_pali_gemma").let { bundle ->
            TinyPaliGemma.create(bundle, ::LiteRtHostRunner).use { kotlin ->
                TinyPaliGemmaJava.create(bundle, ::LiteRtHostRunner).use { java ->
                    for (generator in listOf<ImageTextGenerator>(kotlin, java)) compare("tiny_pali_gemma", generator)
                    assertEquals(kotlin.generate("The", images[2], greedy).text, java.generate("The", images[2], greedy).text)
                    assertArrayEquals(kotlin.encode("The"), java.encode("The"))
                }
            }
        }
    }

    private fun compare(name: String, generator: ImageTextGenerator) {
        for (entry in entries(name)) {
            val pieces = StringBuilder()
            val answer: GeneratedText = generator.generate(entry["prompt"].string, shown(entry), greedy) { pieces.append(it).isNotEmpty() || true }
            assertEquals(entry["stripped"].string, answer.text)
            assertEquals(answer.text, pieces.toString())
        }
    }

    @Test
    fun `a beam of one is the likeliest answer, and beams share the picture`() {
        for (name in listOf("tiny_pali_gemma", "tiny_gemma3")) open(name).use { session ->
            val model = VisionLanguageModel(session)
            val entry = entries(name).last { it["pictures"].list.isNotEmpty() }
            val (one, two) = List(2) { model.generate(entry["prompt"].string, shown(entry), greedy.withSampler(Sampler.beam(3))) { true }.text }
            assertEquals(one, two)
            assertEquals(entry["stripped"].string, model.generate(entry["prompt"].string, shown(entry), greedy.withSampler(Sampler.beam(1))) { true }.text)
        }
    }

    @Test
    fun `pictures and markers that do not fit are refused in words`() {
        open("tiny_gemma3").use { session ->
            val model = VisionLanguageModel(session)
            fun refused(prompt: String, count: Int, options: GenerationOptions = greedy): String =
                assertThrows<IllegalArgumentException> { model.generate(prompt, images.take(count), options) { true } }.message.orEmpty()
            assertEquals(
                "prompt: expected <start_of_image> once for each of 1 pictures, and <img> nowhere, but it has 0, of [] places",
                refused("What is this?", 1),
            )
            assertTrue("for each of 0 pictures" in refused("<start_of_image>", 0))
            assertTrue("but it has 2, of [4, 1] places" in refused("<start_of_image> <img>", 1))
            assertTrue("but it has 1, of [8] places" in refused("<img>".repeat(8), 2)) { "two pictures would see each other" }
            assertEquals("images: expected at most 2 pictures but was 3", refused("<start_of_image>".repeat(3), 3))
            assertTrue("which cannot slide, but was SLIDE" in refused("<start_of_image>", 1, greedy.withContextEnd(ContextEnd.SLIDE)))
            assertTrue("at most 64 tokens" in refused("<start_of_image>" + "a b c ".repeat(80), 1))
        }
        open("tiny_pali_gemma").use { session ->
            val model = VisionLanguageModel(session)
            for (count in listOf(0, 2)) {
                val error = assertThrows<IllegalArgumentException> { model.generate("The", images.take(count), greedy) { true } }
                assertEquals("images: expected one picture, which stands in front of the prompt, but was $count", error.message)
            }
            val longest = assertThrows<IllegalArgumentException> { model.generate("a b c ".repeat(80), images.take(1), greedy) { true } }
            assertTrue("at most 88 tokens" in longest.message.orEmpty()) { "${longest.message}" }
        }
    }
}
