package dev.litert.sdkgen.runtime

/**
 * What an encoder makes of each moment of a sound.
 *
 * @property values [frames] times as many values as each frame has, frame by frame, as the model gives them
 * @property frames how many there are, always the same for a model
 * @property soundFrames how many of them begin within the sound; silence follows
 * @property secondsPerFrame how far apart frames are
 */
public class EncodedSound(
    public val values: FloatArray,
    public val frames: Int,
    public val soundFrames: Int,
    public val secondsPerFrame: Double,
) {
    init {
        require(frames > 0 && values.size % frames == 0) { "values: expected as many for each of $frames frames but was ${values.size}" }
        require(soundFrames in 0..frames) { "soundFrames: expected 0 to $frames but was $soundFrames" }
    }

    /** Values of each frame. */
    public val size: Int get() = values.size / frames

    /**
     * The values of one frame, from `index * secondsPerFrame` seconds on.
     *
     * @throws IndexOutOfBoundsException if there is no such frame
     */
    public fun frame(index: Int): FloatArray {
        if (index !in 0 until frames) throw IndexOutOfBoundsException("expected a frame from 0 to ${frames - 1} but was $index")
        return values.copyOfRange(index * size, (index + 1) * size)
    }

    /** The mean of the frames of the sound itself (of the first one, if there is no sound), to compare sounds with. */
    public fun mean(): Embedding {
        val used = soundFrames.coerceAtLeast(1)
        val sums = DoubleArray(size)
        for (i in 0 until used * size) sums[i % size] += values[i].toDouble()
        return Embedding(FloatArray(size) { (sums[it] / used).toFloat() })
    }

    override fun toString(): String = "EncodedSound($frames frames of $size values, $soundFrames of them sound)"
}
