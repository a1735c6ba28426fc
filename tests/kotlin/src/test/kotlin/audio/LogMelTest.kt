package dev.litert.sdkgen.runtime

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.math.abs
import kotlin.math.max
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What Whisper reads of a sound, against KerasHub's WhisperAudioConverter (tests/vectors/sound.py), and on the real LiteRT library. */
class LogMelTest {
    private val directory = TestBundles.vectors("sound")

    private val blob = ByteBuffer.wrap(File(directory, "log_mel.bin").readBytes()).order(ByteOrder.LITTLE_ENDIAN)

    private fun floats(place: Int, size: Int) = FloatArray(size) { blob.getFloat(place + 4 * it) }

    private fun logMel(seconds: Int, bands: Int, frame: Int = 400) = LogMel(
        MemoryBundle(
            "manifest.json" to manifestText(
                more = """, "preprocess": [{"type": "log_mel", "sampling_rate": 16000, "length": ${16000 * seconds}, "frame": $frame, "stride": 160, "bands": $bands}]""",
            ),
        ),
    )

    @Test
    fun `features equal KerasHub's`() {
        val cases = Json.parse("log_mel.json", File(directory, "log_mel.json").readText()).list
        assertEquals(11, cases.size)
        for (case in cases) {
            val (seconds, bands, size) = listOf("seconds", "bands", "size").map { case[it].int }
            val logMel = logMel(seconds, bands)
            assertEquals(listOf(100 * seconds, bands), listOf(logMel.frames, logMel.bands))
            val actual = logMel.features(Sound(floats(case["samples"].int, size), 16000))
            val expected = floats(case["expected"].int, 100 * seconds * bands)
            assertEquals(expected.size, actual.size)
            var difference = 0f
            for (i in expected.indices) difference = max(difference, abs(expected[i] - actual[i]))
            assertTrue(difference < 2e-5f) { "$size samples of $seconds s, $bands bands: $difference" }
        }
    }

    @Test
    fun `Whisper's encoder makes of sound what it does in Keras`() {
        val bundle = TestBundles.bundle("tiny_whisper")
        val vector = Json.parse("encoded.json", File(directory, "encoded.json").readText())
        val expected = vector["expected"].list.map { it.float }
        val actual = ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val logMel = LogMel(session.bundle)
            val features = logMel.features(Sound(vector["samples"].list.map { it.float }.toFloatArray(), logMel.samplingRate))
            val call = session.call("serving_default")
            session.exclusive {
                call.input("encoder_features", ElementType.FLOAT32).write(features)
                call.input("decoder_token_ids", ElementType.INT32).write(vector["tokens"].list.map { it.int }.toIntArray())
                call.input("decoder_padding_mask", ElementType.INT32).write(IntArray(6) { 1 })
                call.run()
                call.output("encoder_sequence_output", ElementType.FLOAT32).read()
            }
        }
        assertEquals(50 * 16, expected.size)
        assertArrayEquals(expected.toFloatArray(), actual, 1e-4f)
        assertTrue(expected.toSet().size > 700) { "an answer that depends on the sound" }
    }

    @Test
    fun `sound at another rate is resampled, and all but sound refused`() {
        val logMel = logMel(1, 80)
        val sound = Sound(FloatArray(44100) { (it * it % 91 - 45) / 90f }, 44100)
        assertArrayEquals(logMel.features(sound.resampled(16000)), logMel.features(sound))
        assertEquals(setOf(-1.5f), logMel.features(Sound(FloatArray(0), 16000)).toSet())
        val error = assertThrows<ModelMismatchException> { logMel(1, 80, frame = 1) }
        assertEquals("manifest.json.preprocess[0].frame: expected an integer from 2 to 16000 but was 1", error.message)
        val missing = assertThrows<ModelMismatchException> { LogMel(MemoryBundle("manifest.json" to manifestText(more = """, "preprocess": []"""))) }
        assertTrue("expected a step of type log_mel" in missing.message.orEmpty()) { missing.message }
    }

    @Test
    fun `the Fourier transform of any size is that of its definition`() {
        for (size in listOf(1, 2, 3, 7, 12, 16, 30, 50, 97)) {
            val fourier = Fourier(size)
            for (i in 0 until size) {
                fourier.real[i] = (i * 7 % 5 - 2).toDouble()
                fourier.imaginary[i] = (i * 3 % 4 - 1).toDouble()
            }
            fourier.transform()
            for (k in 0 until size) {
                val angles = List(size) { 2 * Math.PI * it * k / size }
                val re = angles.indices.sumOf { fourier.real[it] * Math.cos(angles[it]) + fourier.imaginary[it] * Math.sin(angles[it]) }
                val im = angles.indices.sumOf { fourier.imaginary[it] * Math.cos(angles[it]) - fourier.real[it] * Math.sin(angles[it]) }
                assertEquals(re, fourier.realOut[k], 1e-9, "$size, $k")
                assertEquals(im, fourier.imaginaryOut[k], 1e-9, "$size, $k")
            }
        }
    }
}
