package dev.litert.sdkgen.runtime

import com.sun.management.ThreadMXBean
import java.io.File
import java.lang.management.ManagementFactory

private val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean

/**
 * `load DIRECTORY`: milliseconds of the first tokenizer that this process makes, and the bytes that it keeps, its files included.
 * `encode DIRECTORY`: answers each line on standard input, the name of a file of NUL-separated texts, with mean nanoseconds of a text, the bytes
 * that it allocates, and the ids of the last one, separated by TAB.
 * Times are those of this thread on the processor, so that what else the machine does counts less.
 */
public fun main(args: Array<String>) {
    val directory = File(args[1])
    if (args[0] == "load") return load(directory)
    val tokenizer = open(directory)
    while (true) {
        val texts = File(readlnOrNull() ?: return).readText().split('\u0000')
        println(measure(tokenizer, texts))
    }
}

private fun open(directory: File): Tokenizer = TextPreprocessor(bundleOf(File(directory, "manifest_tokenizer.json").readText(), directory)).tokenizer

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
    var ids = IntArray(0)
    val before = threads.getThreadAllocatedBytes(thread)
    val start = threads.currentThreadCpuTime
    for (text in texts) ids = tokenizer.encode(text)
    val nanoseconds = (threads.currentThreadCpuTime - start) / texts.size
    val allocated = (threads.getThreadAllocatedBytes(thread) - before) / texts.size
    return "$nanoseconds\t$allocated\t${ids.joinToString(" ")}"
}
