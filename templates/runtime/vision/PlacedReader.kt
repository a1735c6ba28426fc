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

    override fun end(prompt: IntArray): Int = prompt.lastIndexOf(marker.token) + 1

    override fun read(prompt: IntArray, embeddings: List<FloatArray>): Unit = model.read(prompt, runs(prompt, embeddings))

    /** Where in [prompt] the places of each are. */
    fun runs(prompt: IntArray, embeddings: List<FloatArray>): List<PlacedRun> {
        var known = 0
        return embeddings.map { values ->
            while (prompt[known] != marker.token) known++
            val start = known
            known += pictures.places
            PlacedRun(start, known) {
                this.embeddings.write(values)
                positions.write(IntArray(pictures.places) { start + it })
                call.run()
            }
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
