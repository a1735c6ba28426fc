package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What encoders of sound read, against KerasHub's audio converters (tests/vectors/log_mel.py). */
class LogMelTest {
    private val vectors = LogMelVectors(TestBundles.vectors("log_mel"))

    @Test
    fun `features and masks equal KerasHub's`() {
        val differences = vectors.differences()
        assertEquals(9 * 11, differences.size)
        for ((what, difference) in differences) assertTrue(difference < 2e-5f) { "$what: $difference" }
    }

    @Test
    fun `sound at another rate is resampled, and a step that makes no sense refused`() {
        val converter = vectors.converters.first()
        val logMel = vectors.logMel(converter)
        val sound = Sound(FloatArray(44100) { (it * it % 91 - 45) / 90f }, 44100)
        assertArrayEquals(logMel.features(sound.resampled(16000)), logMel.features(sound))
        assertEquals(setOf(-1.5f), logMel.features(Sound(FloatArray(0), 16000)).toSet())
        val refused = mapOf(
            "\"frame\": 400" to "\"frame\": 1" to "frame: expected an integer from 2 to 65536 but was 1",
            "\"transform\": 400" to "\"transform\": 40" to "transform: expected an integer from 400 to 65536 but was 40",
            "\"frames\": 100" to "\"frames\": 99" to "feeds.features: expected an input of 99 moments with 80 bands each but was \"encoder_features\"",
            "\"stride\": 160" to "\"stride\": 20000000" to "stride: expected an integer from 1 to 65536 but was 20000000",
            "\"margin\": \"mirrored\"" to "\"margin\": \"?\"" to "margin: expected one of none, silent, mirrored but was \"?\"",
            "\"floor\": 1e-10" to "\"floor\": 0" to "floor: expected a positive number but was 0",
            "\"mean\": [-4.0]" to "\"mean\": [1, 2]" to "mean: expected no value, one, or one for each of 80 bands but was a list of 2",
        )
        for ((change, message) in refused) {
            val error = assertThrows<ModelMismatchException> { vectors.logMel(converter) { it.replace(change.first, change.second) } }
            assertEquals("manifest.json.preprocess[0].$message", error.message)
        }
        val filters = converter["filters"].string.replaceFirst("\"first\":1,", "\"first\":201,")
        val band = assertThrows<ModelMismatchException> { LogMel(MemoryBundle("manifest.json" to converter["manifest"].string, "mel_filters.json" to filters)) }
        assertTrue("expected a band within 201 frequencies" in band.message.orEmpty()) { band.message }
        val missing = assertThrows<ModelMismatchException> { LogMel(MemoryBundle("manifest.json" to manifestText(more = """, "preprocess": []"""))) }
        assertTrue("expected a step of type log_mel" in missing.message.orEmpty()) { missing.message }
    }

    @Test
    fun `the Fourier transforms of any size are those of their definition`() {
        for (size in listOf(1, 2, 3, 7, 12, 16, 30, 50, 97)) {
            val fourier = Fourier(size, LANES)
            val (givenRe, givenIm) = List(size * LANES) { (it * 7 % 5 - 2).toDouble() } to List(size * LANES) { (it * 3 % 4 - 1).toDouble() }
            for (i in givenRe.indices) {
                fourier.real[i] = givenRe[i]
                fourier.imaginary[i] = givenIm[i]
            }
            fourier.transform()
            for (k in 0 until size) {
                val angles = List(size) { 2 * Math.PI * it * k / size }
                for (lane in 0 until LANES) {
                    val re = angles.indices.sumOf { givenRe[it * LANES + lane] * Math.cos(angles[it]) + givenIm[it * LANES + lane] * Math.sin(angles[it]) }
                    val im = angles.indices.sumOf { givenIm[it * LANES + lane] * Math.cos(angles[it]) - givenRe[it * LANES + lane] * Math.sin(angles[it]) }
                    assertEquals(re, fourier.real[k * LANES + lane], 1e-9, "$size, $k, $lane")
                    assertEquals(im, fourier.imaginary[k * LANES + lane], 1e-9, "$size, $k, $lane")
                }
            }
        }
    }

    private companion object {
        const val LANES = 3
    }
}
