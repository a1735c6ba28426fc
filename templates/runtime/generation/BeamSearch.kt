package dev.litert.sdkgen.runtime

/**
 * Keeps the likeliest texts at each step, as KerasHub's `BeamSampler` does: a text that has ended goes on, and the likeliest of all wins.
 *
 * The beams share one cache, which holds one text: the next beam is read from where it parts from the one before. Copies of the cache for
 * each beam would be read and written as a whole at every step, and there is no room for them on a phone.
 */
internal class BeamSearch(private val cache: CachedText, private val sampler: BeamSampler, private val stop: Set<Int>) {
    private class Beam(val text: IntList, val logProbability: Double, val hasEnded: Boolean)

    /**
     * Continues [prompt] up to [end] tokens with it.
     *
     * @param onToken receives each token as soon as all beams agree on it; null, or why the answer ends with it
     * @return why the answer ended before [end], or null
     */
    fun run(prompt: IntArray, end: Int, onToken: (Int) -> FinishReason?): FinishReason? {
        var beams = listOf(Beam(IntList(prompt.size + 1).also { text -> prompt.forEach(text::add) }, 0.0, hasEnded = false))
        var shown = prompt.size
        fun show(text: IntList, until: Int): FinishReason? {
            while (shown < until) {
                val token = text[shown++]
                val reason = onToken(token)
                if (token in stop) return FinishReason.STOP_TOKEN
                if (reason != null) return reason
            }
            return null
        }
        while (beams[0].text.size < end && !beams.all { it.hasEnded }) {
            beams = next(beams)
            show(beams[0].text, settled(beams, shown))?.let { return it }
        }
        val best = beams.maxByOrNull { it.logProbability }?.text ?: return null
        return show(best, best.size)
    }

    /** The best of all ways to go on by one token; of equal ones that of the earlier beam, and the lower token. */
    private fun next(beams: List<Beam>): List<Beam> {
        val ways = beams.flatMap { beam ->
            val logits = Logits(cache.logits(beam.text))
            val tokens = logits.best(sampler.beams)
            val logProbabilities = logits.logProbabilities(tokens, sampler.temperature)
            tokens.indices.sortedBy { tokens[it] }.map { Way(beam, tokens[it], beam.logProbability + logProbabilities[it]) }
        }
        return ways.sortedByDescending { it.logProbability }.take(sampler.beams).map { way ->
            val text = IntList(way.beam.text.size + 1)
            for (i in 0 until way.beam.text.size) text.add(way.beam.text[i])
            text.add(way.token)
            Beam(text, way.logProbability, way.beam.hasEnded || way.token in stop)
        }
    }

    private class Way(val beam: Beam, val token: Int, val logProbability: Double)

    /** Up to where all beams are the same, which [from] is known of. */
    private fun settled(beams: List<Beam>, from: Int): Int {
        val first = beams[0].text
        var at = from
        while (at < first.size && beams.all { it.text[at] == first[at] }) at++
        return at
    }
}
