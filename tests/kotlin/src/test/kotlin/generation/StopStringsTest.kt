package dev.litert.sdkgen.runtime

import java.util.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class StopStringsTest {
    /** What a reader of the whole text would see: it ends before the string that is complete first. */
    private fun expected(text: String, strings: List<String>): String {
        for (end in 1..text.length) {
            val found = strings.filter { text.substring(0, end).endsWith(it) }.maxByOrNull { it.length }
            if (found != null) return text.substring(0, end - found.length)
        }
        return text
    }

    @Test
    fun `every way to cut a text gives the same`() {
        val random = Random(3)
        var found = 0
        repeat(20_000) {
            fun letters(size: Int) = String(CharArray(size) { "ab\n"[random.nextInt(3)] })
            val strings = List(random.nextInt(4)) { letters(1 + random.nextInt(5)) }
            val text = letters(random.nextInt(14))
            val stops = StopStrings(strings)
            val shown = StringBuilder()
            var at = 0
            while (at < text.length) {
                val next = minOf(text.length, at + random.nextInt(4))
                shown.append(stops.add(text.substring(at, next)))
                val safe = expected(text.substring(0, next), strings)
                assertTrue(safe.startsWith(shown)) { "$shown of $text at $next with $strings" }
                at = next
            }
            shown.append(stops.end())
            assertEquals(expected(text, strings), shown.toString()) { "$text with $strings" }
            assertEquals(expected(text, strings) != text, stops.isFound)
            if (stops.isFound) found++
        }
        assertTrue(found in 5_000..19_000) { "$found" }
    }

    @Test
    fun `text goes on at once where nothing begins a stop string`() {
        val stops = StopStrings(listOf("\nUser:"))
        assertEquals("Hello", stops.add("Hello"))
        assertEquals("", stops.add("\nUs"))
        assertEquals("\nUsual", stops.add("ual"))
        assertEquals("!", stops.add("!\nUser: more"))
        assertEquals("", stops.add("nothing follows") + stops.end())
    }
}
