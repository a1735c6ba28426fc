package dev.litert.sdkgen.runtime

/**
 * Reads text as tokens, and each picture where the text has its places, with a [signature] for that.
 *
 * @throws ModelMismatchException if the model has no such signature
 */
internal class PlacedReader(
    session: ModelSession,
    step: GenerationStep,
    private val pictures: PromptPictures,
    private val marker: PlaceMarker,
    private val model: CachedModel,
    signature: String = "prefill_image",
) : EmbeddingReader {
    private val call = session.call(signature)
    private val embeddings = call.input(pictures.embeddings, ElementType.FLOAT32)
    private val positions = call.input(step.positionsInput, ElementType.INT32)

    /** Places that one call reads, and numbers for each of them. */
    private val size = call.inputs.first { it.name == step.positionsInput }.elements
    private val dimensions = call.inputs.first { it.name == pictures.embeddings }.elements / size

    override fun end(prompt: IntArray): Int = prompt.lastIndexOf(marker.token) + 1

    override fun read(prompt: IntArray, embeddings: List<FloatArray>): Unit = model.read(prompt, runs(prompt, embeddings))

    /** Where in [prompt] the places of each are, which are the most of them or so many of [each]. */
    fun runs(prompt: IntArray, embeddings: List<FloatArray>, each: List<Int> = List(embeddings.size) { pictures.places }): List<PlacedRun> =
        starts(prompt, each).mapIndexed { i, start -> PlacedRun(start, start + each[i]) { read(start, each[i], embeddings[i]) } }

    /**
     * Refuses places so close to the end of the context that the signature, which reads more at once, would reach beyond it.
     *
     * @throws IllegalArgumentException if there are some
     */
    fun check(prompt: IntArray, each: List<Int>, contextLength: Int): Unit = starts(prompt, each).forEachIndexed { i, start ->
        require(each[i] >= size || start + size <= contextLength) {
            "prompt: expected $size positions of the context from the beginning of a sound on, of which the model reads so many " +
                "at once, but there is one at $start of $contextLength; put it further in front"
        }
    }

    private fun starts(prompt: IntArray, each: List<Int>): List<Int> {
        var known = 0
        return each.map { count ->
            while (prompt[known] != marker.token) known++
            known.also { known += count }
        }
    }

    /** As many in each call as the signature takes; the last one begins so early that it is full, or leaves behind what is overwritten before it is read. */
    private fun read(start: Int, count: Int, values: FloatArray) {
        for (first in 0 until count step size) {
            val at = maxOf(0, minOf(first, count - size))
            embeddings.write(values.copyOfRange(at * dimensions, (at + size) * dimensions))
            positions.write(IntArray(size) { start + at + it })
            call.run()
        }
    }
}

/** The places from [start] to [end] of a prompt, into whose cache [read] brings what stands there. */
internal class PlacedRun(val start: Int, val end: Int, val read: () -> Unit)

/** Reads [runs] in the order of their places, and before each the text of [prompt] in front of it. */
internal fun CachedModel.read(prompt: IntArray, runs: List<PlacedRun>) {
    var known = 0
    for (run in runs.sortedBy { it.start }) {
        prefill(prompt, known, run.start)
        run.read()
        known = run.end
    }
}
