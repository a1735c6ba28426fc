package golden

import dev.litert.sdkgen.runtime.ContextEnd
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelBundle
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.MultimodalLanguageModel
import dev.litert.sdkgen.runtime.MultimodalTextGenerator
import dev.litert.sdkgen.runtime.PngImages
import dev.litert.sdkgen.runtime.RgbImage
import dev.litert.sdkgen.runtime.Sampler
import dev.litert.sdkgen.runtime.Sound
import dev.litert.sdkgen.runtime.SoundFeatures
import dev.litert.sdkgen.runtime.TestBundles
import golden.tiny_gemma3n.TinyGemma3n
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_gemma3n.java.TinyGemma3n as TinyGemma3nJava

/** Language models that see and hear, on the real LiteRT library, against what Keras generated with them (tests/vectors/vision.py). */
class MultimodalLanguageModelsTest {
    private val name = "tiny_gemma3n"
    private val greedy = GenerationOptions(sampler = Sampler.greedy())
    private val directory = TestBundles.vectors("vision")
    private val images = List(3) { PngImages.read(File(directory, "picture_$it.png")) }
    private val sounds = List(4) { Sound(floats(File(directory, "sound_$it.f32")), 16000) }
    private val entries = entries(name)
    private val bundle = TestBundles.bundle(name)
    private val hearing = TestBundles.bundle("tiny_hearing_gemma4")

    private fun entries(name: String): List<Json> = Json.parse(name, File(directory, "$name.json").readText()).list

    private fun floats(file: File): FloatArray {
        val values = ByteBuffer.wrap(file.readBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
        return FloatArray(values.remaining()).also(values::get)
    }

    private fun shown(entry: Json): List<RgbImage> = entry["pictures"].list.map { images[it.int] }

    private fun heard(entry: Json): List<Sound> = entry["sounds"].list.map { sounds[it.int] }

    private fun open(bundle: ModelBundle = this.bundle): ModelSession = ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { session -> session }

    private fun replayed(bundle: ModelBundle): Set<Pair<Int, Int>> = open(bundle).use { session ->
        val model = MultimodalLanguageModel(session)
        val samples = GenerationSample.of(bundle)
        for (sample in samples) {
            sample.text?.let { assertEquals(sample.prompt.toList(), model.tokens(it, sample.sounds).toList(), "$sample: prompt") }
            assertArrayEquals(sample.tokens, sample.replay(model), "$sample with ${sample.sounds.size} sounds")
        }
        assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength }) { "to the end of the context" }
        samples.map { it.pictures.size to it.sounds.size }.toSet()
    }

    @Test
    fun `tokens equal Keras for pictures and sounds, to the end of the context`() {
        assertEquals(setOf(0 to 0, 1 to 0, 2 to 0, 0 to 1, 1 to 1, 0 to 2), replayed(bundle))
        assertEquals(setOf(0 to 0, 1 to 0, 2 to 0, 0 to 1, 1 to 1), replayed(hearing))
    }

    @Test
    fun `texts about a sound that takes as many places as it is long equal Keras`() = open(hearing).use { session ->
        val model = MultimodalLanguageModel(session)
        val tokens = mutableSetOf<Int>()
        for (entry in entries("tiny_hearing_gemma4")) {
            val prompt = entry["prompt"].string
            tokens += model.tokens(prompt, heard(entry).map { SoundFeatures(FloatArray(0), it.samples.size / 160) }).size
            assertEquals(entry["stripped"].string, model.generate(prompt, shown(entry), heard(entry), greedy) { true }.text, prompt)
            assertEquals(entry["text"].string, model.generate(prompt, shown(entry), heard(entry), greedy.withStripPrompt(false)) { true }.text, prompt)
        }
        assertTrue(tokens.size > 4) { "lengths of prompts: $tokens" }
    }

    @Test
    fun `a sound that hardly fits behind its prompt is refused in words`() = open(hearing).use { session ->
        val model = MultimodalLanguageModel(session)
        fun refused(prompt: String): String =
            assertThrows<IllegalArgumentException> { model.generate(prompt, emptyList(), sounds.subList(2, 3), greedy) { true } }.message.orEmpty()
        assertEquals("prompt: expected <|audio|> once for each of 1 sounds, but it has 0, of [] places", refused("What?"))
        assertTrue("the beginning of a sound on, of which the model reads so many at once, but there is one at" in refused("?".repeat(55) + "<|audio|>"))
    }

    @Test
    fun `texts about sounds equal Keras in both languages, with the prompt and without`() {
        TinyGemma3n.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyGemma3nJava.create(bundle, ::LiteRtHostRunner).use { java ->
                assertEquals(listOf("<start_of_audio>", 2, 16000, 8064), listOf(kotlin.soundMarker, kotlin.mostSounds, kotlin.samplingRate, kotlin.soundLength))
                assertEquals(listOf("<start_of_audio>", 2, 16000, 8064), listOf(java.soundMarker, java.mostSounds, java.samplingRate, java.soundLength))
                for (generator in listOf<MultimodalTextGenerator>(kotlin, java)) {
                    for (entry in entries) {
                        val prompt = entry["prompt"].string
                        val pieces = StringBuilder()
                        val answer = generator.generate(prompt, shown(entry), heard(entry), greedy) { pieces.append(it).isNotEmpty() || true }
                        assertEquals(entry["stripped"].string, answer.text, prompt)
                        assertEquals(answer.text, pieces.toString())
                        val whole = generator.generate(prompt, shown(entry), heard(entry), greedy.withStripPrompt(false)) { true }
                        assertEquals(entry["text"].string, whole.text, prompt)
                    }
                }
                val (entry) = entries.filter { it["sounds"].list.size == 1 && it["pictures"].list.isEmpty() }
                assertEquals(entry["stripped"].string, kotlin.generate(entry["prompt"].string, emptyList(), heard(entry), greedy).text)
                assertEquals(entry["stripped"].string, java.generate(entry["prompt"].string, emptyList(), heard(entry), greedy).text)
            }
        }
        val answers = entries.filter { it["sounds"].list.isNotEmpty() }.map { it["prompt"].string to it["stripped"].string }
        assertTrue(answers.distinct().size > answers.map { it.first }.distinct().size) { "answers depend on their sounds" }
    }

    @Test
    fun `sounds and markers that do not fit are refused in words`() = open().use { session ->
        val model = MultimodalLanguageModel(session)
        fun refused(prompt: String, heard: List<Sound>, options: GenerationOptions = greedy): String =
            assertThrows<IllegalArgumentException> { model.generate(prompt, emptyList(), heard, options) { true } }.message.orEmpty()
        assertEquals(
            "prompt: expected <start_of_audio> once for each of 1 sounds, and <audio_soft_token> nowhere, but it has 0, of [] places",
            refused("What is this?", sounds.take(1)),
        )
        assertTrue("for each of 0 sounds" in refused("<start_of_audio>", emptyList()))
        assertEquals("sounds: expected at most 2 sounds but was 3", refused("<start_of_audio>".repeat(3), sounds.take(3)))
        assertTrue("which cannot slide, but was SLIDE" in refused("<start_of_audio>", sounds.take(1), greedy.withContextEnd(ContextEnd.SLIDE)))
        assertEquals(
            "sounds: expected about 512 samples or more, 16000 of them a second, but there are 384",
            refused("<start_of_audio>", listOf(Sound(FloatArray(384), 16000))),
        )
    }
}
