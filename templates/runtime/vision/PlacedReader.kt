package dev.litert.sdkgen.runtime

/**
 * Reads text as tokens, and each picture where the text has its places, with the signature `prefill_image`.
 *
 * @throws ModelMismatchException if the model has no such signature
 */
internal class PlacedReader(
    session: ModelSession,
    step: GenerationStep,
    private val pictures: PromptPictures,
    private val marker: PictureMarker,
    private val model: CachedModel,
) : EmbeddingReader {
    private val call = session.call("prefill_image")
    private val embeddings = call.input(pictures.embeddings, ElementType.FLOAT32)
    private val positions = call.input(step.positionsInput, ElementType.INT32)

    override fun end(prompt: IntArray): Int = prompt.lastIndexOf(marker.token) + 1

    override fun read(prompt: IntArray, embeddings: List<FloatArray>) {
        var known = 0
        for (picture in embeddings) {
            var start = known
            while (prompt[start] != marker.token) start++
            model.prefill(prompt, known, start)
            this.embeddings.write(picture)
            positions.write(IntArray(pictures.places) { start + it })
            call.run()
            known = start + pictures.places
        }
    }
}
