package dev.litert.sdkgen.runtime

import com.sun.management.ThreadMXBean
import java.io.File
import java.lang.management.ManagementFactory
import kotlin.system.exitProcess

private const val ROUNDS = 31

private val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean

/** At least so much text is encoded between two looks at the clock, and so much before the first. */
private const val BLOCK_CHARS = 40_000
private const val WARM_UP_CHARS = 8_000_000

/**
 * `replay DIRECTORY`: compares with what tests/vectors/sentence_piece.py has written there; a line for each mismatch, and a count for each model.
 * `load MODEL`: milliseconds of the first tokenizer that this process makes, and the bytes that it keeps, the file included.
 * `encode MODEL TEXTS`: for each of the NUL-separated texts, median nanoseconds of an encode() and the bytes that it allocates.
 * Times are those of this thread on the processor, so that what else the machine does counts less.
 */
public fun main(args: Array<String>) {
    when (args[0]) {
        "replay" -> replay(File(args[1]))
        "load" -> load(File(args[1]))
        else -> {
            val tokenizer = SentencePieceTokenizer(File(args[1]).readBytes())
            for (text in File(args[2]).readText().split('\u0000')) println(measure(tokenizer, text).joinToString("\t"))
        }
    }
}

private fun replay(directory: File) {
    val results = SentencePieceVectors(directory).replay()
    for (result in results) {
        println("${result.name}\t${result.strings}\t${result.mismatches.size}")
        for (mismatch in result.mismatches.take(3)) System.err.println("${result.name}: $mismatch")
    }
    if (results.any { it.mismatches.isNotEmpty() }) exitProcess(1)
}

private fun load(file: File) {
    val before = usedBytes()
    val start = threads.currentThreadCpuTime
    val tokenizer = SentencePieceTokenizer(file.readBytes())
    val milliseconds = (threads.currentThreadCpuTime - start) / 1_000_000
    println("$milliseconds\t${usedBytes() - before}\t${tokenizer.vocabularySize}")
}

private fun usedBytes(): Long {
    repeat(3) { System.gc() }
    return Runtime.getRuntime().run { totalMemory() - freeMemory() }
}

private fun measure(tokenizer: Tokenizer, text: String): List<Long> {
    repeat(WARM_UP_CHARS / text.length) { tokenizer.encode(text) }
    val block = maxOf(1, BLOCK_CHARS / text.length)
    val times = LongArray(ROUNDS) {
        val start = threads.currentThreadCpuTime
        repeat(block) { tokenizer.encode(text) }
        (threads.currentThreadCpuTime - start) / block
    }
    val thread = Thread.currentThread().id
    val before = threads.getThreadAllocatedBytes(thread)
    repeat(block) { tokenizer.encode(text) }
    return listOf(times.sortedArray()[ROUNDS / 2], (threads.getThreadAllocatedBytes(thread) - before) / block)
}
