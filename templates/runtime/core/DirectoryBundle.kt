package dev.litert.sdkgen.runtime

import java.io.File
import java.io.InputStream

/** A bundle in a directory: a test's resources, or a model that the app has downloaded. */
public class DirectoryBundle(public val directory: File) : ModelBundle() {
    /**
     * Where a file of this bundle lies.
     *
     * @throws ModelMismatchException if [name] is a path instead of a plain name
     */
    public fun file(name: String): File = File(directory, plainName(name))

    override fun openFile(name: String): InputStream = file(name).inputStream()

    override fun toString(): String = directory.path
}
