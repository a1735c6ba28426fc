package dev.litert.sdkgen.runtime

/** What becomes of LiteRT-LM's exceptions, which have no type of their own in all its versions. */
internal object LiteRtLmFailure {
    /** LiteRT-LM tells by its words alone what happened. */
    private val TOO_LONG = listOf("Input token ids are too long", "exceeds available state entries")

    inline fun <R> translated(block: () -> R): R = try {
        block()
    } catch (e: RuntimeException) {
        throw of(e)
    }

    /** What a caller gets for an [error] of LiteRT-LM. */
    fun of(error: Throwable): RuntimeException {
        val message = error.message ?: error.toString()
        if (TOO_LONG.any { it in message }) return IllegalArgumentException("prompt: it does not fit into the model's context: $message", error)
        return ModelException("LiteRT-LM: $message", error)
    }
}
