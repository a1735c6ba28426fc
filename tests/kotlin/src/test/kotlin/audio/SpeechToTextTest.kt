package golden

import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.GenerationSample
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelSession
import dev.litert.sdkgen.runtime.SpeechTranscriber
import dev.litert.sdkgen.runtime.TestBundles
import dev.litert.sdkgen.runtime.WavFile
import dev.litert.sdkgen.runtime.stream
import dev.litert.sdkgen.runtime.wav
import golden.tiny_moonshine.TinyMoonshine
import java.io.ByteArrayInputStream
import java.io.File
import kotlin.math.sin
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_moonshine.java.TinyMoonshine as TinyMoonshineJava

/** Moonshine on the real LiteRT library, against what Keras generated with it from sounds without padding. */
class SpeechToTextTest {
    private val bundle = TestBundles.bundle("tiny_moonshine")

    private val entries: List<Json> = File(TestBundles.vectors("encoder_decoders"), "tiny_moonshine.json").let { Json.parse(it.name, it.readText()).list }

    private fun Json.samples(): ShortArray = this["source"].list.map { it.int.toShort() }.toShortArray()

    @Test
    fun `tokens equal Keras for short and long sounds, to the end of the context`(): Unit =
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val model = SpeechTranscriber(session)
            val samples = GenerationSample.of(bundle)
            repeat(2) { // what a sound leaves behind changes no other
                for (sample in samples) assertArrayEquals(sample.tokens, model.replay(sample), "$sample")
            }
            assertTrue(samples.all { it.prompt.size + it.tokens.size == model.contextLength })
            assertEquals(3000, checkNotNull(samples.last().sound).size)
            assertTrue(samples.map { it.tokens.toList() }.distinct().size == samples.size) { "answers depend on the sound" }
        }

    @Test
    fun `generated classes write what Keras writes, in both languages`() {
        TinyMoonshine.create(bundle, ::LiteRtHostRunner).use { kotlin ->
            TinyMoonshineJava.create(bundle, ::LiteRtHostRunner).use { java ->
                assertEquals(listOf(16000, 895, 3000), listOf(kotlin.samplingRate, kotlin.shortest, kotlin.longest))
                assertEquals(listOf(16000, 895, 3000), listOf(java.samplingRate, java.shortest, java.longest))
                for (entry in entries) {
                    val samples = entry.samples()
                    assertEquals(entry["text"].string, kotlin.transcribe(samples).text)
                    assertEquals(entry["text"].string, java.transcribe(samples).text)
                    val floats = FloatArray(samples.size) { samples[it] / 32768f }
                    assertEquals(entry["text"].string, kotlin.transcribe(floats).text)
                    assertEquals(entry["text"].string, java.transcribe(floats).text)
                }
                val file = wav(FloatArray(4000) { sin(it / 9f) / 2 }, channels = 3, rate = 32000)
                val sound = WavFile.read(ByteArrayInputStream(file))
                val expected = kotlin.transcribe(sound.resampled(16000).samples).text
                assertEquals(listOf(expected, expected), listOf(kotlin.transcribe(sound).text, java.transcribe(sound).text))
                val problem = assertThrows<IllegalArgumentException> { java.transcribe(FloatArray(2000) { Float.NaN }) }
                assertEquals("samples: expected finite values but sample 0 was NaN", problem.message)
                for (size in listOf(894, 3001)) {
                    val error = assertThrows<IllegalArgumentException> { kotlin.transcribe(FloatArray(size)) }
                    assertEquals("samples: expected 895 to 3000 of them but was $size", error.message)
                }
            }
        }
    }

    @Test
    fun `a transcription is a flow`() = runBlocking {
        TinyMoonshine.create(bundle, ::LiteRtHostRunner).use { model ->
            val samples = entries.first().samples()
            val pieces = model.stream { onToken -> transcribe(samples, GenerationOptions(), onToken) }.toList()
            assertEquals(entries.first()["text"].string, pieces.joinToString(""))
        }
    }
}
