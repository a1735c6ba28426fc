package dev.litert.sdkgen.runtime

import java.util.Random

/** Takes the likeliest token, always. */
internal object GreedySampler : Sampler {
    override fun next(logits: FloatArray, random: Random): Int = Logits(logits).best
}
