package dev.litert.sdkgen.runtime

/** One call that reads [size] tokens from [position] on; the last one of a prompt may be longer than what is left. */
internal class PromptChunk(val position: Int, val size: Int)

/**
 * Cuts a prompt into calls of the sizes that the model has.
 *
 * No call reaches beyond the context: LiteRT moves an update that does back, silently, and it lands on other positions. A size that
 * holds all of the rest is taken if it is not more than twice the rest. What the padding of a last call writes into the cache is
 * overwritten before any token attends to it.
 *
 * @param sizes tokens that a prefill signature reads, in any order; a size of 1 stands for decode and is always there
 * @param isExact whether padding would stay in the state, so that every call is full
 */
internal class PromptChunks(sizes: Collection<Int>, private val contextLength: Int, private val isExact: Boolean = false) {
    private val sizes = (sizes + 1).distinct().sorted()

    /** Calls that read the positions from [start] to [end], exclusive. */
    fun between(start: Int, end: Int): List<PromptChunk> {
        val chunks = ArrayList<PromptChunk>()
        var position = start
        while (position < end) {
            val size = size(position, end - position)
            chunks += PromptChunk(position, size)
            position += size
        }
        return chunks
    }

    private fun size(position: Int, rest: Int): Int {
        val fitting = sizes.filter { position + it <= contextLength }
        val within = fitting.last { it <= rest }
        val holding = fitting.find { it >= rest && !isExact } ?: return within
        return if (holding <= 2 * rest || within == 1) holding else within
    }
}
