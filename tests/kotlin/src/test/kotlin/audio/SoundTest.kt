package dev.litert.sdkgen.runtime

import java.io.ByteArrayInputStream
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.math.abs
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Sound from files and microphones, and at other sampling rates as Python has it (tests/vectors/sound.py). */
class SoundTest {
    private val directory = TestBundles.vectors("sound")

    @Test
    fun `resampling equals Python's`() {
        val blob = ByteBuffer.wrap(File(directory, "resampling.bin").readBytes()).order(ByteOrder.LITTLE_ENDIAN)
        fun floats(place: Int, size: Int) = FloatArray(size) { blob.getFloat(place + 4 * it) }
        val cases = Json.parse("resampling.json", File(directory, "resampling.json").readText()).list
        assertEquals(32, cases.size)
        for (case in cases) {
            val (size, rate, wanted) = listOf("size", "rate", "wanted").map { case[it].int }
            val actual = Sound(floats(case["samples"].int, size), rate).resampled(wanted)
            assertEquals(wanted, actual.samplingRate)
            assertEquals((size.toLong() * wanted + rate - 1) / rate, actual.samples.size.toLong())
            val expected = floats(case["expected"].int, case["expected_size"].int)
            for (i in expected.indices) assertTrue(abs(expected[i] - actual.samples[i]) < 2e-7f) { "$size samples, $rate to $wanted, at $i" }
        }
    }

    @Test
    fun `channels are averaged, and samples checked`() {
        assertArrayEquals(floatArrayOf(0.25f, -1f), Sound.ofPcm16(shortArrayOf(16384, 0, -32768, -32768), 16000, 2).samples)
        assertArrayEquals(floatArrayOf(0.5f, 0.25f), Sound.ofFloats(floatArrayOf(1f, 0f, 0.25f, 0.25f), 16000, 2).samples)
        val sound = Sound.ofPcm16(shortArrayOf(1), 8000)
        assertSame(sound, sound.resampled(8000))
        val refused = mapOf<() -> Any, String>(
            { Sound.ofPcm16(ShortArray(3), 8000, 2) } to "samples: expected as many for each of 2 channels but was 3",
            { Sound.ofFloats(FloatArray(3), 8000, 0) } to "expected 1 channel or more but was 0",
            { Sound(FloatArray(1), 999) } to "expected 1000 to 384000 samples a second but was 999",
            { Sound(FloatArray(1), 8000).resampled(384001) } to "expected 1000 to 384000 samples a second but was 384001",
            { Sound(floatArrayOf(0f, Float.NaN), 8000) } to "samples: expected finite values but sample 1 was NaN",
            { Sound(floatArrayOf(Float.NEGATIVE_INFINITY), 8000) } to "samples: expected finite values but sample 0 was -Infinity",
            { Sound(FloatArray(6_000_000), 1000).resampled(384000) } to "samples: expected a sound that fits into an array at the new rate but was one of 2304000000 samples",
        )
        for ((call, message) in refused) assertEquals(message, assertThrows<IllegalArgumentException> { call() }.message)
    }

    @Test
    fun `WAV files of every kind of sample`() {
        val expected = floatArrayOf(0f, 0.5f, -1f, 0.25f)
        for ((bits, kind) in listOf(8 to 1, 16 to 1, 24 to 1, 32 to 1, 32 to 3)) {
            for (channels in 1..3) {
                val file = wav(expected, kind, bits, channels)
                assertArrayEquals(expected, read(file).samples, "$bits bits, format $kind, $channels channels")
                assertArrayEquals(expected, WavFile.read(Trickle(file)).samples)
            }
        }
        assertEquals(44100, read(wav(expected, rate = 44100)).samplingRate)
        assertArrayEquals(expected, read(wav(expected, declared = -1)).samples) // written to a pipe
        assertArrayEquals(expected, read(wav(expected, kind = 0xFFFE, form = 40)).samples)
        assertEquals(0, read(wav(FloatArray(0))).samples.size)
        val long = FloatArray(300_000) { (it % 200 - 100) / 128f }
        assertArrayEquals(long, read(wav(long, channels = 2)).samples)
        assertArrayEquals(long, read(wav(long, declared = -1)).samples)
    }

    @Test
    fun `WAV files that are none, damaged or too long`() {
        val good = wav(FloatArray(8) { 0.5f })
        for (size in 0 until good.size) assertThrows<IOException>("cut after $size bytes") { read(good.copyOf(size)) }
        val refused = mapOf(
            "RIFX".toByteArray() + good.drop(4) to "expected a WAV file, which begins with RIFF and WAVE, but was RIFX and WAVE",
            good.copyOf(20) to "expected a WAV file with sound but it ends before",
            good.copyOf(good.size - 1) to "the WAV file is cut off: expected 16 bytes of sound but was 15",
            wav(FloatArray(1), kind = 2) to "expected a WAV file with samples of 8, 16, 24 or 32 bits, or floats, but was format 2 with 16 bits",
            wav(FloatArray(1), rate = 7) to "expected a WAV file of 1000 to 384000 samples a second but was 7",
            wav(FloatArray(1), channels = 0) to "expected a WAV file of 1 channel or more but was 0",
            wav(FloatArray(1), form = 8) to "expected a WAV file's format of 16 bytes or more but was 8",
            wav(floatArrayOf(Float.NaN), 3, 32) to "samples: expected finite values but sample 0 was NaN",
            good.copyOf(12) + good.drop(36) to "expected a WAV file's format before its sound",
        )
        for ((file, message) in refused) assertEquals(message, assertThrows<IOException> { read(file) }.message)
        for (declared in listOf(null, -1)) {
            val file = wav(FloatArray(9), declared = declared)
            assertEquals(9, WavFile.read(ByteArrayInputStream(file), 9).samples.size)
            val error = assertThrows<IOException> { WavFile.read(ByteArrayInputStream(file), 8) }
            assertEquals("expected a WAV file of at most 8 samples but it has more", error.message)
        }
        // announces 4 GB, has none, and takes none
        assertThrows<IOException> { WavFile.read(ByteArrayInputStream(wav(FloatArray(0), declared = -2)), Int.MAX_VALUE) }
    }

    private fun read(file: ByteArray) = WavFile.read(ByteArrayInputStream(file))

    /** Gives one byte at a time, and skips none, as streams may. */
    private class Trickle(bytes: ByteArray) : InputStream() {
        private val inner = ByteArrayInputStream(bytes)

        override fun read(): Int = inner.read()

        override fun read(bytes: ByteArray, offset: Int, length: Int): Int = inner.read(bytes, offset, minOf(length, 1))

        override fun skip(n: Long): Long = 0
    }
}
