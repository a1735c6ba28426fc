package dev.litert.sdkgen.runtime

import java.io.IOException
import java.io.InputStream
import kotlin.math.min

/** How the samples of a WAV file lie in it. */
internal class WavForm private constructor(private val isFloat: Boolean, private val bytes: Int, private val channels: Int, private val samplingRate: Int) {
    private val frame = bytes * channels

    /**
     * The sound in the next [size] bytes of [stream], null for all that it has.
     *
     * Memory grows with what is there: what a file says of itself may be wrong.
     */
    fun read(stream: InputStream, size: Long?, maxSamples: Int): Sound {
        if (size != null && size / frame > maxSamples) throw tooLong(maxSamples)
        val buffer = ByteArray((BUFFER / frame).coerceAtLeast(1) * frame)
        var samples = FloatArray(min(maxSamples.toLong(), size?.let { it / frame } ?: START).coerceAtMost(START).toInt())
        var count = 0
        var total = 0L
        while (size == null || total < size) {
            val wanted = if (size == null) buffer.size else min(buffer.size.toLong(), size - total).toInt()
            val filled = fill(stream, buffer, wanted)
            total += filled
            val frames = filled / frame
            if (count + frames > maxSamples) throw tooLong(maxSamples)
            if (count + frames > samples.size) samples = samples.copyOf(min(maxSamples.toLong(), 2L * (count + frames)).toInt())
            for (i in 0 until frames) samples[count + i] = mean(channels) { sample(buffer, i * frame + it * bytes) }
            count += frames
            if (filled < wanted) {
                if (size != null) throw IOException("the WAV file is cut off: expected $size bytes of sound but was $total")
                break
            }
        }
        return try {
            Sound(if (count == samples.size) samples else samples.copyOf(count), samplingRate)
        } catch (error: IllegalArgumentException) {
            throw IOException(error.message, error) // samples that are no numbers
        }
    }

    private fun sample(buffer: ByteArray, place: Int): Double {
        val bits = unsigned(buffer, place, bytes)
        return when {
            isFloat -> Float.fromBits(bits.toInt()).toDouble()
            bytes == 1 -> (bits - 128) / 128.0 // the lowest value of 8 bits is 0
            else -> (bits.toInt() shl (32 - 8 * bytes)) / FULL_SCALE
        }
    }

    companion object {
        const val LEAST = 16L
        private const val INTEGERS = 1
        private const val FLOATS = 3
        private const val EXTENSIBLE = 0xFFFE
        private const val SUB_FORMAT = 24 // where the kind stands in the longer form
        private const val BUFFER = 65536
        private const val START = 65536L
        private const val FULL_SCALE = 2147483648.0

        /** @throws IOException if there is no reading such a file */
        fun of(form: ByteArray): WavForm {
            val kind = unsigned(form, if (unsigned(form, 0, 2).toInt() == EXTENSIBLE && form.size >= SUB_FORMAT + 2) SUB_FORMAT else 0, 2).toInt()
            val channels = unsigned(form, 2, 2).toInt()
            val rate = unsigned(form, 4, 4)
            val bits = unsigned(form, 14, 2).toInt()
            if (kind to bits !in listOf(INTEGERS to 8, INTEGERS to 16, INTEGERS to 24, INTEGERS to 32, FLOATS to 32)) {
                throw IOException("expected a WAV file with samples of 8, 16, 24 or 32 bits, or floats, but was format $kind with $bits bits")
            }
            if (channels == 0) throw IOException("expected a WAV file of 1 channel or more but was 0")
            if (rate !in Sound.RATES.first.toLong()..Sound.RATES.last) {
                throw IOException("expected a WAV file of ${Sound.RATES.first} to ${Sound.RATES.last} samples a second but was $rate")
            }
            return WavForm(kind == FLOATS, bits / 8, channels, rate.toInt())
        }

        /** The number in [size] bytes from [place] on, the lowest first. */
        fun unsigned(bytes: ByteArray, place: Int, size: Int): Long {
            var value = 0L
            for (i in 0 until size) value = value or ((bytes[place + i].toLong() and 0xFF) shl (8 * i))
            return value
        }

        private fun tooLong(maxSamples: Int) = IOException("expected a WAV file of at most $maxSamples samples but it has more")

        private fun fill(stream: InputStream, buffer: ByteArray, wanted: Int): Int {
            var filled = 0
            while (filled < wanted) {
                val count = stream.read(buffer, filled, wanted - filled)
                if (count < 0) break
                filled += count
            }
            return filled
        }
    }
}
