package dev.litert.sdkgen.runtime

import java.io.File
import java.io.IOException

/** The model of [bundle] as a file, for a library that reads no other: copied into [folder], once for each content, and kept there. */
internal class UnpackedModel(private val bundle: ModelBundle, private val folder: File) {
    private val name = bundle.manifest.modelFile

    /** An update of the app brings another content. */
    private val version = bundle.manifest.json["model"]["sha256"].let { if (SHA_256.matches(it.string)) it.string else it.fail("a SHA-256") }

    /** @throws ModelException if the copy cannot be written */
    val file: File
        get() {
            val file = File(File(folder, version), name)
            if (!file.isFile) {
                try {
                    folder.deleteRecursively()
                    unpack(file)
                } catch (e: IOException) {
                    throw ModelException("cannot copy $name of $bundle to $file: $e", e)
                }
            }
            return file
        }

    /** Under its name only when it is whole. */
    private fun unpack(file: File) {
        file.parentFile!!.mkdirs()
        val part = File(file.parentFile, "$name.part")
        bundle.open(name).use { asset -> part.outputStream().use { asset.copyTo(it, COPIED) } }
        if (!part.renameTo(file)) throw IOException("cannot rename $part")
    }

    private companion object {
        val SHA_256 = Regex("[0-9a-f]{64}")
        const val COPIED = 1 shl 20
    }
}
