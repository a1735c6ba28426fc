package dev.litert.sdkgen.runtime

import java.nio.ByteBuffer
import java.nio.ByteOrder

/** [samples] in each of [channels], after a chunk that no reader needs, of an odd size. */
internal fun wav(
    samples: FloatArray, kind: Int = 1, bits: Int = 16, channels: Int = 1, rate: Int = 16000, declared: Int? = null, form: Int = 16,
): ByteArray {
    val buffer = ByteBuffer.allocate(12 + 8 + form + 12 + 8 + samples.size * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN)
    buffer.put("RIFF".toByteArray()).putInt(buffer.capacity() - 8).put("WAVE".toByteArray()).put("fmt ".toByteArray()).putInt(form)
    val head = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN)
    head.putShort(kind.toShort()).putShort(channels.toShort()).putInt(rate).putInt(0).putShort(0).putShort(bits.toShort())
    head.putShort(22).putShort(bits.toShort()).putInt(0).putShort(1)
    buffer.put(head.array(), 0, form).put("note".toByteArray()).putInt(3).putInt(0).put("data".toByteArray())
    buffer.putInt(declared ?: (samples.size * channels * bits / 8))
    for (sample in samples) repeat(channels) { put(buffer, sample, kind, bits) }
    return buffer.array()
}

private fun put(buffer: ByteBuffer, sample: Float, kind: Int, bits: Int) {
    if (kind == 3) {
        buffer.putFloat(sample)
        return
    }
    val value = (sample.toDouble() * (1L shl (bits - 1))).toLong() + if (bits == 8) 128 else 0
    for (i in 0 until bits / 8) buffer.put((value shr (8 * i)).toByte())
}
