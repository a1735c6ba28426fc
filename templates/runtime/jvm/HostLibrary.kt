package dev.litert.sdkgen.runtime

import com.sun.jna.Function
import com.sun.jna.Memory
import com.sun.jna.NativeLibrary
import com.sun.jna.Pointer

/** LiteRT's C API through JNA: every function returns a status and writes its result through its last argument. Not thread-safe. */
internal class HostLibrary private constructor(private val native: NativeLibrary) {
    private val functions = HashMap<String, Function>()
    private val result = Memory(Long.SIZE_BYTES.toLong())

    operator fun get(name: String): Function = functions.getOrPut(name) { native.getFunction(name) }

    fun call(name: String, vararg arguments: Any): Unit = check(name, this[name].invokeInt(arrayOf(*arguments)))

    fun pointer(name: String, vararg arguments: Any): Pointer = call(name, *arguments, result).let { result.getPointer(0) }

    fun long(name: String, vararg arguments: Any): Long = call(name, *arguments, result).let { result.getLong(0) }

    fun string(name: String, vararg arguments: Any): String = pointer(name, *arguments).getString(0, "UTF-8")

    fun destroy(function: String, handle: Pointer): Unit = this[function].invokeVoid(arrayOf(handle))

    /** Turns the [status] of a call into an exception, unless it is 0. */
    fun check(name: String, status: Int) {
        if (status != 0) throw ModelException("$name failed with LiteRT status $status")
    }

    companion object {
        private const val PROPERTY = "litert.library"
        private const val VARIABLE = "LITERT_LIBRARY"

        /** An environment option {tag, type, value}: the least severity that is logged (25), an integer (2), errors (3). */
        val QUIET: Memory = Memory(24).apply {
            clear()
            setInt(0, 25)
            setInt(8, 2)
            setLong(16, 3)
        }

        /** @throws ModelException if nothing says where the library is, or it cannot be loaded */
        fun load(): HostLibrary {
            val path = System.getProperty(PROPERTY).orEmpty().ifEmpty { System.getenv(VARIABLE).orEmpty() }
            if (path.isEmpty()) {
                throw ModelException(
                    "LiteRtHostRunner: expected the path of LiteRT's library (libLiteRt.so, libLiteRt.dylib) in the system property $PROPERTY or the " +
                        "environment variable $VARIABLE; the Python package ai-edge-litert holds it, in the folder ai_edge_litert",
                )
            }
            return try {
                HostLibrary(NativeLibrary.getInstance(path))
            } catch (e: UnsatisfiedLinkError) {
                throw ModelException("LiteRtHostRunner: cannot load $path: ${e.message}", e)
            }
        }
    }
}
