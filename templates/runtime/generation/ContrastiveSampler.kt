package dev.litert.sdkgen.runtime

/** Stands for a contrastive search. One step of it alone, which has nothing to compare, takes the likeliest token. */
internal class ContrastiveSampler(val k: Int, val alpha: Float, val temperature: Float) : Sampler {
    init {
        require(k > 0) { "k: expected at least 1 but was $k" }
        require(alpha in 0f..1f) { "alpha: expected a number within 0 and 1 but was $alpha" }
        require(temperature > 0f && temperature < Float.POSITIVE_INFINITY) { "temperature: expected a positive number but was $temperature" }
    }

    override fun next(logits: FloatArray, random: java.util.Random): Int = Logits(logits).best
}
