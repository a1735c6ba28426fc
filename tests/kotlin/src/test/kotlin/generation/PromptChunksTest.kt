package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class PromptChunksTest {
    private fun between(sizes: List<Int>, context: Int, start: Int, end: Int) =
        PromptChunks(sizes, context).between(start, end).map { it.position to it.size }

    @Test
    fun `every position is read once, and no call leaves the context`() {
        for (context in listOf(2, 3, 16, 33, 64, 100)) {
            for (sizes in listOf(listOf(), listOf(1), listOf(16), listOf(8, 16), listOf(5, 24, 50))) {
                for (start in 0 until context step 7) {
                    for (end in start..context) {
                        val chunks = between(sizes, context, start, end)
                        var position = start
                        for ((at, size) in chunks) {
                            assertEquals(position, at)
                            assertTrue(at + size <= context && (size == 1 || size in sizes)) { "$at + $size of $context" }
                            position += size
                        }
                        assertTrue(position >= end && (chunks.isEmpty() || chunks.last().first < end))
                    }
                }
            }
        }
    }

    @Test
    fun `where padding would stay, every call is full`() {
        for (start in 0..40) for (end in start..64) {
            val chunks = PromptChunks(listOf(4, 16), 64, isExact = true).between(start, end)
            assertEquals(end - start, chunks.sumOf { it.size })
            assertTrue(chunks.size < (end - start) / 16 + 7)
        }
    }

    @Test
    fun `a call is not much longer than what is left`() {
        val sizes = listOf(16, 64, 256)
        assertEquals(emptyList<Pair<Int, Int>>(), between(sizes, 1024, 0, 0))
        assertEquals(listOf(0 to 16), between(sizes, 1024, 0, 3))
        assertEquals(listOf(0 to 64), between(sizes, 1024, 0, 40))
        assertEquals(listOf(0 to 16, 16 to 16), between(sizes, 1024, 0, 20))
        assertEquals(listOf(0 to 256, 256 to 64), between(sizes, 1024, 0, 310))
        assertEquals(listOf(1008 to 1, 1009 to 1), between(sizes, 1023, 1008, 1010), "no room for 16")
    }
}
