package dev.litert.sdkgen.runtime

import java.io.EOFException
import java.io.File
import java.io.IOException
import java.io.InputStream

/** Reads WAV files: samples of 8, 16, 24 or 32 bits, or floats, of any number of channels, whose mean is taken. */
public object WavFile {
    /** The most samples of a sound unless another number is given: six minutes at 44,100 a second, 64 MB. */
    public const val MAX_SAMPLES: Int = 1 shl 24

    private const val UNKNOWN_SIZE = 0xFFFFFFFFL // written to a pipe
    private const val MAX_FORM = 65536L

    /**
     * @param maxSamples how many a sound may have, a file with more is refused
     * @throws IOException if [file] is not such a file, is cut off, or cannot be read
     */
    @JvmStatic
    @JvmOverloads
    @Throws(IOException::class)
    public fun read(file: File, maxSamples: Int = MAX_SAMPLES): Sound = file.inputStream().buffered().use { read(it, maxSamples) }

    /** As above, from a stream, which stays open. */
    @JvmStatic
    @JvmOverloads
    @Throws(IOException::class)
    public fun read(stream: InputStream, maxSamples: Int = MAX_SAMPLES): Sound {
        require(maxSamples > 0) { "expected 1 sample or more but was $maxSamples" }
        return try {
            sound(stream, maxSamples)
        } catch (error: EOFException) {
            throw IOException("expected a WAV file with sound but it ends before", error)
        }
    }

    private fun sound(stream: InputStream, maxSamples: Int): Sound {
        val head = bytes(stream, 12)
        val kind = name(head, 0) to name(head, 8)
        if (kind != "RIFF" to "WAVE") throw IOException("expected a WAV file, which begins with RIFF and WAVE, but was ${kind.first} and ${kind.second}")
        var form: WavForm? = null
        while (true) {
            val chunk = bytes(stream, 8)
            val size = WavForm.unsigned(chunk, 4, 4)
            when (name(chunk, 0)) {
                "data" -> return (form ?: throw IOException("expected a WAV file's format before its sound")).read(stream, size.takeIf { it != UNKNOWN_SIZE }, maxSamples)
                "fmt " -> {
                    if (size !in WavForm.LEAST..MAX_FORM) throw IOException("expected a WAV file's format of ${WavForm.LEAST} bytes or more but was $size")
                    form = WavForm.of(bytes(stream, size.toInt()))
                    skip(stream, size % 2)
                }
                else -> skip(stream, size + size % 2)
            }
        }
    }

    /** What a file begins with may be anything, so the message shows none but printable letters. */
    private fun name(bytes: ByteArray, start: Int) =
        String(CharArray(4) { bytes[start + it].toInt().let { value -> if (value in 32..126) value.toChar() else '?' } })

    private fun bytes(stream: InputStream, size: Int): ByteArray {
        val result = ByteArray(size)
        var filled = 0
        while (filled < size) {
            val count = stream.read(result, filled, size - filled)
            if (count < 0) throw EOFException()
            filled += count
        }
        return result
    }

    private fun skip(stream: InputStream, size: Long) {
        var left = size
        while (left > 0) {
            val count = stream.skip(left)
            if (count > 0) left -= count else if (stream.read() < 0) throw EOFException() else left--
        }
    }
}
