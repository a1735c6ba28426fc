package dev.litert.sdkgen.runtime

import java.io.ByteArrayInputStream
import java.io.File
import java.io.FileNotFoundException
import java.io.InputStream

internal const val TOKENIZER = """{"type": "wordpiece", "vocabulary": "vocabulary.txt", "oov_token": "[UNK]", "lowercase": true}"""
internal const val PACKER = """{"type": "multi_segment", "sequence_length": 8, "start": [1], "separator": [2], "end": [2], "pad": 3}"""
internal const val START_END = """{"type": "start_end", "sequence_length": 6, "start": [1], "end": [2], "pad": 3}"""
internal const val VOCABULARY = "[UNK]\n[CLS]\n[SEP]\n[PAD]\nhello\nworld\n##s\n"

/** The `preprocess` step of a manifest from the JSON of its parts. */
internal fun textStep(tokenizer: String = TOKENIZER, packer: String = PACKER): String =
    """{"type": "text", "tokenizer": $tokenizer, "packer": $packer, "feeds": {"token_ids": "token_ids"}}"""

/** A bundle with these `preprocess` steps (JSON) and this vocabulary. */
internal fun textBundle(vararg steps: String, vocabulary: String = VOCABULARY): ModelBundle = object : ModelBundle() {
    private val files = mapOf(
        "vocabulary.txt" to vocabulary,
        "manifest.json" to """
            {"manifest_version": 1, "name": "texts", "task": "text_classifier", "contract": "c", "model": {"file": "model.tflite"},
             "signatures": [], "preprocess": [${steps.joinToString()}]}
        """,
    )

    override fun openFile(name: String): InputStream = ByteArrayInputStream((files[name] ?: throw FileNotFoundException(name)).toByteArray())

    override fun toString(): String = "test bundle"
}

/** A bundle whose manifest describes [tokenizer] and [packer], and whose files lie in [directory]. */
internal fun bundleOf(tokenizer: String, directory: File, packer: String = PACKER): ModelBundle = object : ModelBundle() {
    override fun openFile(name: String): InputStream =
        if (name == "manifest.json") textBundle(textStep(tokenizer, packer)).open(name) else File(directory, name).inputStream()
}

/** What tests/vectors/text.py has written. */
internal fun textVectors(file: String): Json = Json.parse(file, File(System.getProperty("sdkgen.bundles"), "vectors/text/$file").readText())

internal val Json.ints: List<Int> get() = list.map { it.int }

/** A text in visible form: what differs is often invisible. */
internal fun escaped(text: String): String = text.map { if (it in ' '..'~') "$it" else "\\u%04x".format(it.code) }.joinToString("").take(400)
