package dev.litert.sdkgen.runtime

import java.io.File

/** What tests/vectors/sentence_piece.py has written to [directory]. */
internal class SentencePieceVectors(private val directory: File) {
    /** One model's strings. */
    class Result(val name: String, val family: String, val strings: Int, val ids: Int, val mismatches: List<String>)

    /** The tokenizer of each model must give the same ids, the same text of them, and the same text of ids that no string has, also bit by bit. */
    fun replay(): List<Result> = Json.parse("cases.json", File(directory, "cases.json").readText()).list.map { replay(it) }

    private fun replay(vectors: Json): Result {
        val tokenizer = TextPreprocessor(bundleOf(vectors["tokenizer"].string, directory)).tokenizer as SentencePieceTokenizer
        val mismatches = ArrayList<String>()
        var idCount = 0
        fun compare(what: String, expected: Any, actual: Any, input: String) {
            if (expected != actual) mismatches += "$what of $input: expected ${escaped("$expected")} but was ${escaped("$actual")}"
        }
        compare("number", vectors["vocabulary_size"].int, tokenizer.vocabularySize, "token ids")
        val texts = vectors["texts"].list
        for ((text, ids, decoded) in texts.map { it.list }) {
            compare("ids", ids.ints, tokenizer.encode(text.string).toList(), escaped(text.string))
            compare("text", decoded.string, tokenizer.decode(ids.ints.toIntArray()), "${ids.ints}")
            idCount += ids.ints.size
        }
        for ((ids, decoded) in vectors["made_up"].list.map { it.list }) {
            compare("text", decoded.string, tokenizer.decode(ids.ints.toIntArray()), "${ids.ints}")
            compare("streamed text", decoded.string, streamed(tokenizer, ids.ints), "${ids.ints}")
        }
        return Result(vectors["name"].string, vectors["family"].string, texts.size, idCount, mismatches)
    }
}
