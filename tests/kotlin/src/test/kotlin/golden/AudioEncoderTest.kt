package golden

import dev.litert.sdkgen.runtime.AudioEncoder
import dev.litert.sdkgen.runtime.EncodedSound
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.Sound
import dev.litert.sdkgen.runtime.TestBundles
import golden.audio_encoder.AudioEncoderModel
import golden.audio_encoder_in_graph.AudioEncoderInGraph
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.audio_encoder.java.AudioEncoderModel as AudioEncoderModelJava
import golden.audio_encoder_in_graph.java.AudioEncoderInGraph as AudioEncoderInGraphJava

/** What encoders of sound make of it on the real LiteRT library, against Keras (tests/vectors/sound.py). */
class AudioEncoderTest {
    private val directory = TestBundles.vectors("sound")

    private fun floats(name: String): FloatArray {
        val buffer = ByteBuffer.wrap(File(directory, name).readBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
        return FloatArray(buffer.remaining()).also { buffer.get(it) }
    }

    private val sound = Sound(floats("encoded_samples.bin"), 16000)
    private val expected = floats("encoded_expected.bin")

    private fun check(encoded: EncodedSound) {
        assertArrayEquals(expected, encoded.values, 1e-4f)
        assertEquals(listOf(50, 16, 39), listOf(encoded.frames, encoded.size, encoded.soundFrames), "12,345 samples of 16,000")
        assertEquals(0.02, encoded.secondsPerFrame, 1e-9)
        assertArrayEquals(expected.copyOfRange(32, 48), encoded.frame(2), 1e-4f)
        val means = FloatArray(16) { i -> (0 until 39).sumOf { expected[it * 16 + i].toDouble() }.toFloat() / 39 }
        assertArrayEquals(means, encoded.mean().values, 1e-4f)
    }

    @Test
    fun `hidden states are those of Keras, with log-mel bands before the graph and in it`() {
        val bundle = TestBundles.bundle("audio_encoder")
        AudioEncoderModel.create(bundle, ::LiteRtHostRunner).use { check(it.predict(sound)) }
        AudioEncoderModelJava.create(bundle, ::LiteRtHostRunner).use { check(it.predict(sound)) }
        val inGraph = TestBundles.bundle("audio_encoder_in_graph")
        AudioEncoderInGraph.create(inGraph, ::LiteRtHostRunner).use { check(it.predict(sound)) }
        AudioEncoderInGraphJava.create(inGraph, ::LiteRtHostRunner).use { check(it.predict(sound)) }
    }

    @Test
    fun `silence, sound that is too long, and another rate`() {
        for (model in listOf(AudioEncoderModel.create(TestBundles.bundle("audio_encoder"), ::LiteRtHostRunner), AudioEncoderInGraph.create(TestBundles.bundle("audio_encoder_in_graph"), ::LiteRtHostRunner))) {
            (model as AutoCloseable).use {
                val encoder = model as AudioEncoder
                val silence = encoder.predict(Sound(FloatArray(0), 16000))
                assertEquals(0, silence.soundFrames)
                assertArrayEquals(silence.frame(0), silence.mean().values, 0f)
                val long = Sound(FloatArray(20000) { (it * 37 % 101 - 50) / 60f }, 16000)
                val cut = encoder.predict(Sound(long.samples.copyOf(16000), 16000))
                assertArrayEquals(cut.values, encoder.predict(long).values, 0f)
                assertEquals(50, encoder.predict(long).soundFrames)
                val other = Sound(FloatArray(22050) { (it * it % 91 - 45) / 90f }, 44100)
                assertArrayEquals(encoder.predict(other.resampled(16000)).values, encoder.predict(other).values, 0f)
                assertEquals(25, encoder.predict(other).soundFrames)
            }
        }
    }

    @Test
    fun `an answer that makes no sense is refused, and a lambda takes the model's place in an app's test`() {
        val fake = AudioEncoder { EncodedSound(it.samples, 1, 1, 1.0) }
        val encoded = fake.predict(Sound(FloatArray(3), 8000))
        assertEquals(3, encoded.size)
        assertEquals("EncodedSound(1 frames of 3 values, 1 of them sound)", encoded.toString())
        assertThrows<IndexOutOfBoundsException> { encoded.frame(1) }
        assertThrows<IllegalArgumentException> { EncodedSound(FloatArray(3), 2, 1, 1.0) }
        val error = assertThrows<IllegalArgumentException> { EncodedSound(FloatArray(4), 2, 3, 1.0) }
        assertTrue("expected 0 to 2 but was 3" in error.message.orEmpty())
    }
}
