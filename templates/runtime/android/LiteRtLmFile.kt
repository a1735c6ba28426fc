package dev.litert.sdkgen.runtime

import java.io.File

/** What LiteRT-LM opens: a file, which an asset is not. It names none of its classes, which may be missing. */
internal object LiteRtLmFile {
    const val LIBRARY = "com.google.ai.edge.litertlm:litertlm-android:0.18.0"

    /**
     * The model of [bundle], for [reader]; that of an [AssetBundle] is copied to the app's storage at the first use, and again after each
     * update of the model.
     *
     * @throws ModelException if the bundle is neither in assets nor in a directory, or the copy cannot be written
     */
    fun of(bundle: ModelBundle, reader: String): File = when (bundle) {
        is AssetBundle -> UnpackedModel(bundle, bundle.unpacked(reader)).file
        is DirectoryBundle -> bundle.file(bundle.manifest.modelFile)
        else -> throw ModelException("$reader: expected an AssetBundle or a DirectoryBundle but was $bundle")
    }
}
