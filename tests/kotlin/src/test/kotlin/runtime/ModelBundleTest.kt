package dev.litert.sdkgen.runtime

import java.io.File
import java.io.InputStream
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

class ModelBundleTest {
    @ParameterizedTest
    @ValueSource(strings = ["../secret", "..", ".", "", "a/b", "/etc/passwd", "..\\secret", "C:secret", "a\u0000b", "a\nb"])
    fun `a file name cannot lead out of the bundle`(name: String, @TempDir directory: File) {
        File(directory, "secret").writeText("secret")
        val bundle = DirectoryBundle(File(directory, "bundle").apply { mkdir() })
        for (use in listOf<() -> Any>({ bundle.open(name) }, { bundle.text(name) }, { bundle.lines(name) }, { bundle.json(name) }, { bundle.file(name) })) {
            assertTrue("expected the name of a file in the bundle" in assertThrows<ModelMismatchException> { use() }.message!!)
        }
        var asked = false
        val own = object : ModelBundle() {
            override fun openFile(name: String): InputStream = "x".byteInputStream().also { asked = true }
        }
        assertThrows<ModelMismatchException> { own.open(name) }
        assertFalse(asked, "a bundle of the app's own must not have to check")
    }

    @Test
    fun `reads files of its directory`(@TempDir directory: File) {
        File(directory, "..vocabulary..txt").writeText("a\n")
        assertEquals("a\n", DirectoryBundle(directory).text("..vocabulary..txt"))
    }

    @Test
    fun `lines are separated by newlines only and not stripped`() {
        val bundle = MemoryBundle("v" to "[PAD]\n a \n\n\u2028\r\nlast\n", "open" to "a\nb", "empty" to "", "newline" to "\n")
        assertEquals(listOf("[PAD]", " a ", "", "\u2028\r", "last"), bundle.lines("v"))
        assertEquals(listOf("a", "b"), bundle.lines("open"))
        assertEquals(emptyList<String>(), bundle.lines("empty"))
        assertEquals(listOf(""), bundle.lines("newline"))
    }

    @Test
    fun `what cannot be read is a ModelException that names the file`(@TempDir directory: File) {
        File(directory, "latin1.txt").writeBytes(byteArrayOf(0x61, 0xe9.toByte()))
        val bundle = DirectoryBundle(directory)
        assertTrue("cannot read gone.txt of $directory" in assertThrows<ModelException> { bundle.text("gone.txt") }.message!!)
        assertTrue("cannot read latin1.txt" in assertThrows<ModelException> { bundle.text("latin1.txt") }.message!!)
        assertTrue("cannot read manifest.json" in assertThrows<ModelException> { bundle.manifest }.message!!)
    }

    @Test
    fun `another contract is refused`() {
        val bundle = MemoryBundle("manifest.json" to manifestText())
        bundle.require("c")
        val refusal = assertThrows<ModelMismatchException> { bundle.require("d") }
        assertEquals("memory: expected contract d but was c; generate the class again from this bundle", refusal.message)
    }
}
