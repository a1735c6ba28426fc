package dev.litert.sdkgen.runtime

/**
 * The text whose keys and values a model's cache holds. Of a text that begins alike only the rest is read: the next token of an answer,
 * the next turn of a conversation, a beam from where it parts from the one before.
 * Use inside [ModelSession.exclusive].
 */
internal class CachedText(private val session: ModelSession, private val model: CachedModel) {
    private val tokens = IntList()
    private var version = session.stateVersion
    private var held = 0
    private var reread: () -> Unit = {}

    /** The logits of the token that follows [text], which has one token at least, and at most as many as the context. */
    fun logits(text: IntList): FloatArray {
        if (version != session.stateVersion) forget() // somebody else has run the model
        var known = 0
        while (known < tokens.size && known < text.size - 1 && tokens[known] == text[known]) known++
        if (model.isRecurrent && known < tokens.size) known = begun(known)
        tokens.truncate(if (model.isRecurrent) 0 else known) // whatever a failure below leaves behind it
        if (known < text.size - 1) model.prefill(text.toIntArray(), known, text.size - 1)
        val logits = model.decode(text[text.size - 1], text.size - 1)
        while (tokens.size < text.size) tokens.add(text[tokens.size])
        version = session.stateVersion
        return logits
    }

    /**
     * Somebody has put the first [count] tokens of [text] into the cache, and [reread] does it again. With a [count] of 0 the next text is
     * read as a whole, so that its logits depend on nothing else, not even in their last digits.
     */
    fun hold(text: IntArray, count: Int, reread: () -> Unit) {
        forget()
        held = count
        this.reread = reread
        for (i in 0 until count) tokens.add(text[i])
        version = session.stateVersion
    }

    /** How many tokens are read after a return to the beginning, the only place that a recurrent state goes back to; [known] are the same. */
    private fun begun(known: Int): Int {
        if (held == 0 || known < held) return 0
        reread()
        return held
    }

    private fun forget(): Unit = tokens.truncate(0)

    /** Numbers that are none would stay in the cache and spoil later texts, which mask it but do not clear it. */
    fun clear() {
        session.clearState()
        forget()
    }
}
