package dev.litert.sdkgen.runtime

/**
 * Embeds texts by a runtime that has all in one file, tokenizer included: the generated classes of such models are thin views of it.
 *
 * @throws ModelMismatchException if the session's runner does not embed texts
 */
public class ContainedTextEmbedder(private val session: ModelSession) : TextEmbedder {
    private val runner = session.runner as? EmbeddingRunner
        ?: throw ModelMismatchException("${session.bundle}: expected a runner that embeds texts, such as LiteRtLmEmbeddingRunner, but was ${session.runner}")

    /**
     * The embedding of [text].
     *
     * @throws IllegalStateException if the model is closed
     * @throws ModelException if the runtime fails, as at a text that is longer than the model reads
     */
    override fun predict(text: String): Embedding = Embedding(session.exclusive { runner.embed(text) })
}
