package dev.litert.sdkgen.runtime

/**
 * Finds the first of [strings] in a text that comes in pieces. What could become one of them is held back, so that no part of it shows.
 *
 * The one that is complete first counts, of two that end together the longer one: however the text is cut into pieces.
 */
internal class StopStrings(private val strings: List<String>) {
    private val held = StringBuilder()
    private val longest = strings.maxOfOrNull { it.length } ?: 0

    /** Whether the text has ended. */
    var isFound: Boolean = false
        private set

    /** The text that is known to be none of [strings] now that [piece] has come; what stands before a stop string, if that ends it. */
    fun add(piece: String): String {
        if (isFound) return ""
        held.append(piece)
        val found = strings.filter { held.indexOf(it) >= 0 }.minWithOrNull(compareBy({ held.indexOf(it) + it.length }, { -it.length }))
        isFound = found != null
        return release(if (found != null) held.indexOf(found) else held.length - beginning())
    }

    /** The text ends: what is still held back never became a stop string. */
    fun end(): String = if (isFound) "" else release(held.length)

    /** How many of the last characters can begin a stop string. */
    private fun beginning(): Int =
        (minOf(longest - 1, held.length) downTo 1).firstOrNull { size -> strings.any { it.startsWith(held.substring(held.length - size)) } } ?: 0

    private fun release(size: Int): String = held.substring(0, size).also { held.delete(0, size) }
}
