package dev.litert.sdkgen.runtime

/**
 * Runs [block], which needs [library], and says what to add to the build file where that is missing.
 *
 * @param library group, name and version
 * @throws ModelException if classes or native code of the library are missing, or are of a version that does not fit
 */
internal inline fun <R> linked(library: String, block: () -> R): R = try {
    block()
} catch (e: LinkageError) {
    throw ModelException("expected the library $library but was $e. Add it to the module's build file: dependencies { implementation(\"$library\") }", e)
}
