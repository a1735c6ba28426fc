package dev.litert.sdkgen.runtime

import java.util.Random

/**
 * How a runtime draws a token by itself: one of the [topK] likeliest that reach the probability [topP] together.
 *
 * @property topK 1 for the likeliest token always; far more than a vocabulary has for no limit
 * @property topP from 0 to 1, which is no limit
 * @property temperature below 1 prefers the likeliest tokens more
 * @property seed the same one draws the same tokens; never negative
 */
public class TextSampling(public val topK: Int, public val topP: Float, public val temperature: Float, public val seed: Int) {
    internal companion object {
        private const val NO_LIMIT = 1 shl 20

        /**
         * @param seed null for another one each time
         * @throws IllegalArgumentException if only this library knows [sampler]
         */
        fun of(sampler: Sampler, seed: Long?): TextSampling {
            val number = (seed?.hashCode() ?: Random().nextInt()) and Int.MAX_VALUE
            return when (sampler) {
                is GreedySampler -> TextSampling(1, 1f, 1f, number)
                is DrawingSampler -> TextSampling(sampler.k ?: NO_LIMIT, sampler.p ?: 1f, sampler.temperature, number)
                else -> throw IllegalArgumentException("sampler: this model's runtime draws by itself: expected Sampler.greedy, topK, topP or random but was $sampler")
            }
        }
    }
}
