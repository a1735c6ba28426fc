package dev.litert.sdkgen.runtime

import java.util.Random

/** Chooses the next token. Those that KerasHub has are here; an app can bring its own. Safe for use by several threads. */
public fun interface Sampler {
    /**
     * @param logits one number for each token of the vocabulary; stays as it is
     * @param random where chance comes from, seeded once for an answer
     * @return a token id
     * @throws ModelException if the logits are not numbers
     */
    public fun next(logits: FloatArray, random: Random): Int

    public companion object {
        /** The likeliest token, always. */
        @JvmStatic
        public fun greedy(): Sampler = GreedySampler

        /**
         * One of the [k] likeliest tokens.
         *
         * @param temperature below 1 prefers the likeliest more, above 1 less
         * @throws IllegalArgumentException if [k] or [temperature] is not positive
         */
        @JvmStatic
        @JvmOverloads
        public fun topK(k: Int = 5, temperature: Float = 1f): Sampler = DrawingSampler(temperature, k = k)

        /**
         * One of the likeliest tokens that exceed the probability [p] together; at least the likeliest.
         *
         * @param k chooses among that many tokens at most; null for all
         * @throws IllegalArgumentException if [p] is not within 0 and 1, or [k] or [temperature] is not positive
         */
        @JvmStatic
        @JvmOverloads
        public fun topP(p: Float = 0.1f, k: Int? = null, temperature: Float = 1f): Sampler = DrawingSampler(temperature, k, p)

        /**
         * The likeliest of [beams] texts that are followed at once; nothing is left to chance. Takes that many times as long, or longer where
         * they part early. A listener receives what all of them agree on, and the rest in the end.
         *
         * @throws IllegalArgumentException if [beams] or [temperature] is not positive
         */
        @JvmStatic
        @JvmOverloads
        public fun beam(beams: Int = 5, temperature: Float = 1f): Sampler = BeamSampler(beams, temperature)

        /**
         * Of the [k] likeliest tokens the one with the highest `(1 - alpha) * probability - alpha * similarity`, the highest cosine between
         * what the model makes of it and of each token before; nothing is left to chance. Takes [k] times as long, or a little more.
         *
         * For models exported with `--sampler contrastive`: `generate` of others throws an [IllegalArgumentException].
         *
         * @throws IllegalArgumentException if [k] or [temperature] is not positive, or [alpha] not within 0 and 1
         */
        @JvmStatic
        @JvmOverloads
        public fun contrastive(k: Int = 5, alpha: Float = 0.6f, temperature: Float = 1f): Sampler = ContrastiveSampler(k, alpha, temperature)

        /**
         * Any token, each as often as the model says.
         *
         * @throws IllegalArgumentException if [temperature] is not positive
         */
        @JvmStatic
        @JvmOverloads
        public fun random(temperature: Float = 1f): Sampler = DrawingSampler(temperature)
    }
}
