package dev.litert.sdkgen.runtime

import java.io.File

/** What tests/vectors/byte_pair.py has written to one folder: a tokenizer's files, and what KerasHub gave. */
internal class BytePairVectors(private val directory: File) {
    private val json = Json.parse("cases.json", File(directory, "cases.json").readText())
    val family: String = json["family"].string
    val name: String = json["name"].string
    val texts: List<String> = json["texts"].list.map { it.string }
    private val ids = json["ids"].list.map { it.ints }

    fun tokenizer(): BytePairTokenizer = bundleOf(BYTE_PAIR, directory).let { TextPreprocessor(it).tokenizer as BytePairTokenizer }

    /** What differs: ids of the texts, ids up to a limit, text of those ids and of made-up ones, and that text as it comes. */
    fun mismatches(): List<String> {
        val tokenizer = tokenizer()
        val found = ArrayList<String>()
        fun compare(what: String, expected: Any, actual: Any, input: () -> String) {
            if (expected != actual) found += "$name: $what of ${input()}: expected ${escaped("$expected")} but was ${escaped("$actual")}"
        }
        for ((text, expected) in texts.zip(ids)) {
            compare("ids", expected, tokenizer.encode(text).toList()) { escaped(text) }
            for (limit in listOf(1, 5)) compare("$limit ids", expected.take(limit), tokenizer.encode(text, limit).toList()) { escaped(text) }
        }
        for ((row, expected) in (ids + json["random_ids"].list.map { it.ints }).zip(json["decoded"].list.map { it.string })) {
            compare("text", expected, tokenizer.decode(row.toIntArray())) { "$row" }
            compare("streamed text", expected, streamed(tokenizer, row)) { "$row" }
        }
        return found
    }

    companion object {
        const val BYTE_PAIR = """{"type": "byte_pair", "pipeline": "tokenizer.json", "vocabulary": "vocabulary.bin", "merges": "merges.bin"}"""

        /** The folders below [directory] that hold such. */
        fun all(directory: File): List<BytePairVectors> =
            directory.listFiles().orEmpty().filter { File(it, "cases.json").isFile }.sorted().map(::BytePairVectors)
    }
}
