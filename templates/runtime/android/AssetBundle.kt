package dev.litert.sdkgen.runtime

import android.content.Context
import android.content.res.AssetManager
import java.io.InputStream

/** A bundle in the app's assets, in the folder [directory]. */
public class AssetBundle(public val assets: AssetManager, public val directory: String) : ModelBundle() {
    public constructor(context: Context, directory: String) : this(context.assets, directory)

    /**
     * Where a file of this bundle lies within the assets.
     *
     * @throws ModelMismatchException if [name] is a path instead of a plain name
     */
    public fun path(name: String): String = "$directory/${plainName(name)}"

    override fun openFile(name: String): InputStream = assets.open(path(name))

    override fun toString(): String = "assets/$directory"
}
