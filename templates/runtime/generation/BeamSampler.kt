package dev.litert.sdkgen.runtime

/** Stands for a search among several texts. One step of it alone takes the likeliest token. */
internal class BeamSampler(val beams: Int, val temperature: Float) : Sampler {
    init {
        require(beams > 0) { "beams: expected at least 1 but was $beams" }
        require(temperature > 0f && temperature < Float.POSITIVE_INFINITY) { "temperature: expected a positive number but was $temperature" }
    }

    override fun next(logits: FloatArray, random: java.util.Random): Int = Logits(logits).best
}
