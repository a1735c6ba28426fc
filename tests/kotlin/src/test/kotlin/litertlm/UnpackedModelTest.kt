package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

class UnpackedModelTest {
    @TempDir
    lateinit var storage: File

    private fun bundle(content: String, sha256: String = content.repeat(64)) = MemoryBundle(
        "manifest.json" to manifestText(more = "").replace("\"model.tflite\"", "\"m.litertlm\", \"sha256\": \"$sha256\""),
        "m.litertlm" to content,
    )

    private fun files() = storage.walk().filter { it.isFile }.map { it.relativeTo(storage).path }.toList()

    @Test
    fun `a model is copied once, and again after an update`() {
        val folder = File(storage, "models/m")
        val first = UnpackedModel(bundle("a"), folder).file
        assertEquals("a", first.readText())
        first.writeText("kept")
        assertEquals("kept", UnpackedModel(bundle("a"), folder).file.readText())
        assertEquals("b", UnpackedModel(bundle("b"), folder).file.readText())
        assertEquals(listOf("models/m/${"b".repeat(64)}/m.litertlm"), files())
    }

    @Test
    fun `what an interrupted copy left is no model`() {
        val part = File(storage, "${"a".repeat(64)}/m.litertlm.part").apply { parentFile.mkdirs() }
        part.writeText("half")
        assertEquals("a", UnpackedModel(bundle("a"), storage).file.readText())
        assertEquals(1, files().size)
    }

    @Test
    fun `a folder's name is no path, and a full disk is an error`() {
        assertThrows<ModelMismatchException> { UnpackedModel(bundle("a", "../../outside"), storage) }
        val file = File(storage, "file").apply { writeText("in the way") }
        assertThrows<ModelException> { UnpackedModel(bundle("a"), File(file, "models")).file }
    }
}
