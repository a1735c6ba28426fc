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
    private val comparison = TokenizerComparison(preprocessor.tokenizer)

    private fun text(name: String): String? = File(directory, name).takeIf { it.isFile }?.readText()

    fun differences(): List<String> {
        DataInputStream(File(directory, "batch.bin").inputStream().buffered(1 shl 16)).use { batch ->
            while (true) {
                val kind = try {
                    batch.readInt()
                } catch (_: EOFException) {
                    return comparison.differences
                }
                when (kind) {
                    ENCODED -> comparison.encoded(batch.text()!!, batch.numbers())
                    DECODED -> comparison.decoded(batch.numbers()!!, batch.text())
                    PACKED -> packed(List(batch.readInt()) { batch.text()!! }, List(3) { batch.numbers() })
                    else -> error("$directory: no kind of record: $kind")
                }
            }
        }
    }

    private fun packed(texts: List<String>, arrays: List<List<Int>?>) {
        val packed = if (texts.size == 1) preprocessor.pack(texts[0]) else preprocessor.pack(texts[0], texts[1])
        val actual = listOf(packed.tokenIds, packed.paddingMask, packed.segmentIds)
        for ((expected, array) in arrays.zip(actual)) {
            if (expected != null) comparison.compare("array", expected, { "${texts.map(::escaped)}" }) { array.toList() }
        }
    }

    private fun DataInputStream.text(): String? = readInt().let { size -> if (size < 0) null else String(readNBytes(size), Charsets.UTF_8) }

    private fun DataInputStream.numbers(): List<Int>? = readInt().let { size -> if (size < 0) null else List(size) { readInt() } }

    private companion object {
        const val ENCODED = 0
        const val DECODED = 1
        const val PACKED = 2
    }
}
