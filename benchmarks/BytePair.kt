package dev.litert.sdkgen.runtime

import com.sun.management.ThreadMXBean
import java.io.File
import java.lang.management.ManagementFactory
import kotlin.system.exitProcess

private val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean

/** So much text is encoded before the first look at the clock. */
private const val WARM_UP_CHARS = 8_000_000

/**
 * `replay DIRECTORY`: compares with what tests/vectors/byte_pair.py has written there; a line for each mismatch, and a count for each tokenizer.
 * `load DIRECTORY`: milliseconds of the first tokenizer that this process makes, the bytes that it keeps, and its number of rules.
 * `encode DIRECTORY FILE...`: for each file of NUL-separated texts, mean nanoseconds of a text and the bytes that it allocates; the first
 * file warms up. Times are those of this thread on the processor, so that what else the machine does counts less.
 */
public fun main(args: Array<String>) {
    val directory = File(args[1])
    when (args[0]) {
        "replay" -> replay(directory)
        "load" -> load(directory)
        else -> {
            val tokenizer = open(directory)
            val files = args.drop(2).map { File(it).readText().split('\u0000') }
            repeat(maxOf(1, WARM_UP_CHARS / files[0].sumOf { it.length })) { files[0].forEach(tokenizer::encode) }
            for (texts in files.drop(1)) println(measure(tokenizer, texts))
        }
    }
}

private fun open(directory: File) =
    BytePairTokenizer(File(directory, "tokenizer.json").readText(), File(directory, "vocabulary.bin").readBytes(), File(directory, "merges.bin").readBytes())

private fun replay(directory: File) {
    var wrong = 0
    for (vectors in BytePairVectors.all(directory)) {
        val mismatches = vectors.mismatches()
        println("${vectors.family}\t${vectors.texts.size}\t${mismatches.size}")
        mismatches.take(3).forEach(System.err::println)
        wrong += mismatches.size
    }
    if (wrong > 0) exitProcess(1)
}

private fun load(directory: File) {
    val before = usedBytes()
    val start = threads.currentThreadCpuTime
    val tokenizer = open(directory)
    val milliseconds = (threads.currentThreadCpuTime - start) / 1_000_000
    println("$milliseconds\t${usedBytes() - before}")
    check(tokenizer.encode("").isEmpty())
}

private fun usedBytes(): Long {
    repeat(3) { System.gc() }
    return Runtime.getRuntime().run { totalMemory() - freeMemory() }
}

private fun measure(tokenizer: Tokenizer, texts: List<String>): String {
    val thread = Thread.currentThread().id
    val before = threads.getThreadAllocatedBytes(thread)
    val start = threads.currentThreadCpuTime
    for (text in texts) tokenizer.encode(text)
    val nanoseconds = (threads.currentThreadCpuTime - start) / texts.size
    return "$nanoseconds\t${(threads.getThreadAllocatedBytes(thread) - before) / texts.size}"
}
