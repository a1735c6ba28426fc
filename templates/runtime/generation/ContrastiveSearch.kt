package dev.litert.sdkgen.runtime

import kotlin.math.exp

/**
 * Takes of the likeliest tokens the one that least repeats what stands before, as KerasHub's `ContrastiveSampler` does.
 *
 * The candidates share one cache: each is read at the same place, over the one before it.
 */
internal class ContrastiveSearch(private val cache: CachedText, private val states: HiddenStates, private val sampler: ContrastiveSampler, private val stop: Set<Int>) {
    /**
     * Continues [prompt] up to [end] tokens with it.
     *
     * @param onToken receives each token; null, or why the answer ends with it
     * @return why the answer ended before [end], or null
     */
    fun run(prompt: IntArray, end: Int, onToken: (Int) -> FinishReason?): FinishReason? {
        val text = IntList(prompt.size + 1)
        prompt.forEach(text::add)
        var logits = cache.logits(text)
        while (text.size < end) {
            val best = candidates(text, logits).maxByOrNull { it.score } ?: return null
            text.add(best.token)
            logits = best.logits
            val reason = onToken(best.token)
            if (best.token in stop) return FinishReason.STOP_TOKEN
            if (reason != null) return reason
        }
        return null
    }

    private fun candidates(text: IntList, given: FloatArray): List<Candidate> {
        val logits = Logits(given)
        val tokens = logits.best(sampler.k)
        val logProbabilities = logits.logProbabilities(tokens, sampler.temperature)
        return tokens.indices.map { i ->
            val place = text.size
            text.add(tokens[i])
            val following = cache.logits(text)
            text.truncate(place)
            Candidate(tokens[i], (1 - sampler.alpha) * exp(logProbabilities[i]) - sampler.alpha * states.similarity(place), following)
        }
    }

    private class Candidate(val token: Int, val score: Double, val logits: FloatArray)
}
