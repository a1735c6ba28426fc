package dev.litert.sdkgen.runtime

/** Resizes pictures of one size. Immutable, so that threads can share it. */
internal fun interface PixelSampler {
    /** Values 0..255, `height * width * channels` of the target, channels last. */
    fun sample(image: RgbImage): FloatArray
}
