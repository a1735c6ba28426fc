package dev.litert.sdkgen.runtime

import android.content.Context
import android.content.res.AssetManager
import java.io.File
import java.io.InputStream

/**
 * A bundle in the app's assets, in the folder [directory].
 *
 * @param storage where a library that cannot read assets finds a copy of the model; null for no such library
 */
public class AssetBundle @JvmOverloads constructor(
    public val assets: AssetManager,
    public val directory: String,
    internal val storage: File? = null,
) : ModelBundle() {
    public constructor(context: Context, directory: String) : this(context.assets, directory, context.noBackupFilesDir)

    /**
     * Where a file of this bundle lies within the assets.
     *
     * @throws ModelMismatchException if [name] is a path instead of a plain name
     */
    public fun path(name: String): String = "$directory/${plainName(name)}"

    /**
     * Where copies of this bundle's files are kept, for [reader], which cannot read assets.
     *
     * @throws ModelException if this bundle was made without a place for them
     */
    internal fun unpacked(reader: String): File =
        File(storage ?: throw ModelException("$reader: expected a place for a copy of the model; make the AssetBundle of a Context"), "litert-sdkgen/$directory")

    override fun openFile(name: String): InputStream = assets.open(path(name))

    override fun toString(): String = "assets/$directory"
}
