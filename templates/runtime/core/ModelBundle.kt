package dev.litert.sdkgen.runtime

import java.io.IOException
import java.io.InputStream
import java.nio.ByteBuffer
import java.nio.charset.CodingErrorAction

/** The files of one exported model: `manifest.json`, the .tflite file and what they name. All lie in one folder. */
public abstract class ModelBundle {
    /** @throws ModelException if it cannot be read; [ModelMismatchException] if it cannot be understood */
    public val manifest: Manifest by lazy { Manifest.parse(text("manifest.json")) }

    /**
     * Opens a file of this bundle; the caller closes the stream.
     *
     * @throws ModelMismatchException if [file] is a path instead of a plain name: a manifest may come from anywhere, and must not lead out of the bundle
     * @throws IOException if there is no such file
     */
    @Throws(IOException::class)
    public fun open(file: String): InputStream = openFile(plainName(file))

    /** Opens [name], which is known to be a plain file name. */
    @Throws(IOException::class)
    protected abstract fun openFile(name: String): InputStream

    /**
     * A file as text.
     *
     * @throws ModelException if it is missing, unreadable or not UTF-8
     */
    public fun text(file: String): String = try {
        val bytes = open(file).use { it.readBytes() }
        Charsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString()
    } catch (e: IOException) {
        throw ModelException("cannot read $file of $this: $e", e)
    }

    /** The lines of a text file as they stand: not stripped, and separated by `\n` only, since a token of a vocabulary may hold any other character. */
    public fun lines(file: String): List<String> = text(file).let { if (it.isEmpty()) emptyList() else it.removeSuffix("\n").split('\n') }

    internal fun json(file: String): Json = Json.parse(file, text(file))

    /**
     * Refuses a bundle with another contract than the one that a class was generated for.
     *
     * @throws ModelMismatchException
     */
    public fun require(contract: String) {
        if (manifest.contract != contract) {
            throw ModelMismatchException("$this: expected contract $contract but was ${manifest.contract}; generate the class again from this bundle")
        }
    }

    protected companion object {
        /** Returns [file] if it names a file of the bundle's own folder. */
        @JvmStatic
        protected fun plainName(file: String): String {
            val isPath = file.isEmpty() || file == "." || file == ".." || file.any { it == '/' || it == '\\' || it == ':' || it < ' ' }
            if (isPath) throw ModelMismatchException("expected the name of a file in the bundle but was \"$file\"")
            return file
        }
    }
}
