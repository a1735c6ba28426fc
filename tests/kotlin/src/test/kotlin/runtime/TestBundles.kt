package dev.litert.sdkgen.runtime

import java.io.ByteArrayInputStream
import java.io.File
import java.io.FileNotFoundException
import java.io.InputStream

/** The bundles and vectors that pytest has exported for these tests. */
internal object TestBundles {
    private val root: File by lazy {
        val path = System.getProperty("sdkgen.bundles").orEmpty()
        check(path.isNotEmpty()) { "this test needs exported models: run pytest first, then Maven with -Dsdkgen.bundles=<repository>/build/test-bundles" }
        File(path).also { check(it.isDirectory) { "expected a directory of exported models in -Dsdkgen.bundles but was $it" } }
    }

    fun bundle(name: String): DirectoryBundle {
        val directory = File(root, name)
        check(File(directory, "manifest.json").isFile) {
            "expected the exported model $name in $root but there are ${root.list()?.sorted()}: run pytest again"
        }
        return DirectoryBundle(directory)
    }

    /** Test vectors of a topic. */
    fun vectors(topic: String): File = File(root, "vectors/$topic")
}

/** A bundle made up by a test. */
internal class MemoryBundle(private val files: Map<String, String>) : ModelBundle() {
    constructor(vararg files: Pair<String, String>) : this(files.toMap())

    override fun openFile(name: String): InputStream = ByteArrayInputStream((files[name] ?: throw FileNotFoundException(name)).toByteArray())

    override fun toString(): String = "memory"
}

/** The text of a manifest with the given parts; [signatures] is a JSON list. */
internal fun manifestText(signatures: String = "[]", more: String = "", version: String = "1"): String = """
    {"manifest_version": $version, "name": "test", "task": "tensors", "contract": "c", "model": {"file": "model.tflite"}, "signatures": $signatures$more}
"""

/** A signature of the given tensors, each `name dtype sizes...`, such as `tokens int32 1 64` or `image float32 batch 10`. */
internal fun signatureText(key: String, inputs: List<String>, outputs: List<String>): String =
    """{"key": "$key", "inputs": ${inputs.map(::tensorText)}, "outputs": ${outputs.map(::tensorText)}}"""

private fun tensorText(tensor: String): String {
    val words = tensor.split(' ')
    val shape = words.drop(2).map { it.toIntOrNull() ?: "\"$it\"" }
    return """{"name": "${words[0]}", "dtype": "${words[1]}", "shape": $shape, "list_index": 0, "position": 0}"""
}
