package golden

import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.Sampler
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.VisionLanguageModel
import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Qwen3.5 with pictures on the real LiteRT library, against its forward pass in Keras (tests/vectors/vision.py). */
class RecurrentVisionTest {
    private val bundle = TestBundles.bundle("tiny_seeing_qwen3_5")
    private val directory = TestBundles.vectors("vision")
    private val greedy = GenerationOptions(sampler = Sampler.greedy())

    private fun entries(name: String): List<Json> = Json.parse(name, File(directory, "$name.json").readText()).list

    private fun <T> use(block: (VisionLanguageModel) -> T): T =
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { block(VisionLanguageModel(it)) }

    @Test
    fun `tokens equal Keras for every number of pictures, to the end of the context`() = use { model ->
        val samples = GenerationSample.of(bundle)
        repeat(2) { // what a picture leaves in the state changes no other answer
            for (sample in samples) {
                sample.text?.let { assertArrayEquals(sample.prompt, model.encode(it), "$sample: prompt") }
                assertArrayEquals(sample.tokens, sample.replay(model), "$sample with ${sample.pictures.size} pictures")
            }
        }
        assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength }) { "to the end of the context" }
        assertEquals(setOf(0, 1, 2), samples.map { it.pictures.size }.toSet())
    }

    @Test
    fun `files of pictures are answered as KerasHub reads them, also after a return to the beginning`() = use { model ->
        for (entry in entries("qwen_answers")) {
            val images = entry["pictures"].list.map { PngImages.read(File(directory, "qwen_${it.int}.png")) }
            val expected = entry["tokens"].list.map { it.int }
            for (sampler in listOf(Sampler.greedy(), Sampler.beam(1))) {
                val found = model.generate(entry["prompt"].string, images, greedy.withSampler(sampler)) { true }
                assertEquals(expected, found.tokenIds.toList(), entry["prompt"].string)
            }
        }
    }

    @Test
    fun `prompts with pictures become KerasHub's tokens`() = use { model ->
        val differing = entries("qwen_tokens").filter { entry ->
            val expected = entry["tokens"].list.map { it.int }
            // The rest of a prompt that is longer than the context is not tokenized.
            model.encode(entry["prompt"].string).toList().take(model.contextLength) != expected.take(model.contextLength)
        }
        assertEquals(emptyList<String>(), differing.map { it["prompt"].string })
    }

    @Test
    fun `a placeholder of the user's own is refused`() = use { model ->
        assertEquals("<|vision_start|><|image_pad|><|vision_end|>", model.imageMarker)
        val error = assertThrows<IllegalArgumentException> { model.generate("<|image_pad|>", emptyList(), greedy) { true } }
        assertTrue("once for each of 0 pictures, and <|image_pad|> nowhere, but it has 1" in error.message.orEmpty()) { "${error.message}" }
    }
}
