package dev.litert.sdkgen.runtime

/**
 * Reads a picture and all of the text behind it in one call, since each may attend to all others: there is no smaller piece that would be right.
 *
 * @throws ModelMismatchException if the model has no signature that reads both
 */
internal class PrefixReader(session: ModelSession, private val step: GenerationStep, private val pictures: PromptPictures) : EmbeddingReader {
    private val isTokenInput = step.isTokenInput
        ?: throw ModelMismatchException("${session.bundle}: manifest.json: expected a feed padding_mask, which says what of a prompt is text, but there is none")
    private val calls = session.bundle.manifest.signatures
        .filter { signature -> signature.inputs.map { it.name }.containsAll(listOf(step.tokensInput, isTokenInput, pictures.embeddings)) }
        .map { PrefixCall(session.call(it.key)) }
        .sortedBy { it.size }

    init {
        val text = step.contextLength - pictures.places
        if (calls.isEmpty() || calls.last().size < text) {
            throw ModelMismatchException("${session.bundle}: expected a signature that reads ${pictures.embeddings} and $text tokens but there is none")
        }
    }

    override fun end(prompt: IntArray): Int = prompt.size

    override fun read(prompt: IntArray, embeddings: List<FloatArray>) {
        val count = prompt.size - pictures.places
        calls.first { it.size >= count }.run(embeddings.single(), prompt.copyOfRange(pictures.places, prompt.size))
    }

    private inner class PrefixCall(private val call: SignatureCall) {
        val size: Int = call.inputs.first { it.name == step.tokensInput }.elements
        private val embeddings = call.input(pictures.embeddings, ElementType.FLOAT32)
        private val tokens = call.input(step.tokensInput, ElementType.INT32)
        private val isToken = call.input(isTokenInput, ElementType.INT32)

        fun run(picture: FloatArray, text: IntArray) {
            embeddings.write(picture)
            tokens.write(text.copyOf(size))
            isToken.write(IntArray(size) { if (it < text.size) 1 else 0 })
            call.run()
        }
    }
}
