package dev.litert.sdkgen.runtime

import java.io.DataInputStream
import java.io.EOFException
import java.io.File

/**
 * Answers each line on standard input, the name of a directory that fuzz.py has written, with the number of differences TAB the first of them.
 * `tokenizer.json` in it is the manifest's tokenizer, `packer.json` its packer if there is one, and `batch.bin` holds what KerasHub gave.
 */
public fun main() {
    while (true) {
        val directory = File(readlnOrNull() ?: return)
        val differences = FuzzBatch(directory).differences()
        println("${differences.size}\t${differences.firstOrNull().orEmpty()}")
    }
}

/** One batch of fuzz_batch.py, replayed. */
private class FuzzBatch(private val directory: File) {
    private val preprocessor = TextPreprocessor(bundleOf(text("manifest_tokenizer.json") ?: error("no tokenizer"), directory, text("manifest_packer.json") ?: PACKER))
    private val tokenizer = preprocessor.tokenizer
    private val differences = ArrayList<String>()

    private fun text(name: String): String? = File(directory, name).takeIf { it.isFile }?.readText()

    fun differences(): List<String> {
        DataInputStream(File(directory, "batch.bin").inputStream().buffered(1 shl 16)).use { batch ->
            while (true) {
                val kind = try {
                    batch.readInt()
                } catch (_: EOFException) {
                    return differences
                }
                when (kind) {
                    ENCODED -> encoded(batch.text()!!, batch.numbers())
                    DECODED -> decoded(batch.numbers()!!, batch.text())
                    PACKED -> packed(List(batch.readInt()) { batch.text()!! }, List(3) { batch.numbers() })
                    else -> error("$directory: no kind of record: $kind")
                }
            }
        }
    }

    private fun encoded(text: String, ids: IntArray?) {
        compare("ids", ids?.toList(), { escaped(text) }) { tokenizer.encode(text).toList() }
        if (ids != null) compare("3 ids", ids.take(3), { escaped(text) }) { tokenizer.encode(text, 3).toList() }
    }

    private fun decoded(ids: IntArray, text: String?) {
        compare("text", text, { "${ids.toList()}" }) { tokenizer.decode(ids) }
        if (text != null) compare("streamed text", text, { "${ids.toList()}" }) { streamed(tokenizer, ids.toList()) }
    }

    private fun packed(texts: List<String>, arrays: List<IntArray?>) {
        val packed = if (texts.size == 1) preprocessor.pack(texts[0]) else preprocessor.pack(texts[0], texts[1])
        val actual = listOf(packed.tokenIds, packed.paddingMask, packed.segmentIds)
        for ((expected, array) in arrays.zip(actual)) if (expected != null) compare("array", expected.toList(), { "${texts.map(::escaped)}" }) { array.toList() }
    }

    /** What KerasHub refuses, which is null here, must be refused with the exception that is meant for it. */
    private fun compare(what: String, expected: Any?, input: () -> String, make: () -> Any) {
        val actual: Any? = try {
            make()
        } catch (e: IllegalArgumentException) {
            if (expected == null) return
            "$e"
        }
        if (expected != actual) differences += "$what of ${input()}: expected ${escaped("$expected")} but was ${escaped("$actual")}"
    }

    private fun DataInputStream.text(): String? = readInt().let { size -> if (size < 0) null else String(readNBytes(size), Charsets.UTF_8) }

    private fun DataInputStream.numbers(): IntArray? = readInt().let { size -> if (size < 0) null else IntArray(size) { readInt() } }

    private companion object {
        const val ENCODED = 0
        const val DECODED = 1
        const val PACKED = 2
    }
}
