package dev.litert.sdkgen.runtime

import java.io.File

/** What tests/tokenizer_subject.py has written to one folder: a tokenizer's files, and what KerasHub gave. */
internal class TokenizerVectors(private val directory: File) {
    private val json = Json.parse("$directory", File(directory, "cases.json").readText())
    val family: String = json["family"].string
    val name: String = json["name"].string
    val texts: List<String> = json["texts"].list.map { it.string }
    private val ids = json["ids"].list.map { it.intsOrNull }

    fun tokenizer(): Tokenizer = TextPreprocessor(bundleOf(json["tokenizer"].string, directory)).tokenizer

    /** What differs: ids of the texts, and the text of those ids and of made-up ones. */
    fun differences(): List<String> {
        val comparison = TokenizerComparison(tokenizer())
        for ((text, row) in texts.zip(ids)) comparison.encoded(text, row)
        val rows = ids + json["made_up"].list.map { it.ints }
        for ((row, text) in rows.zip(json["decoded"].list)) if (row != null) comparison.decoded(row, if (text.isString) text.string else null)
        return comparison.differences
    }

    private val Json.intsOrNull: List<Int>? get() = if (isList) ints else null

    companion object {
        /** The folders of [topic] that hold such. */
        fun all(topic: String): List<TokenizerVectors> =
            TestBundles.vectors(topic).listFiles().orEmpty().filter { File(it, "cases.json").isFile }.sorted().map(::TokenizerVectors)
    }
}
