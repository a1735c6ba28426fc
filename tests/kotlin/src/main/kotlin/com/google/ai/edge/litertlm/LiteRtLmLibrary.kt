package com.google.ai.edge.litertlm

import com.sun.jna.Function
import com.sun.jna.NativeLibrary
import com.sun.jna.Pointer
import java.io.File

/** The C API of the library in the Python package litert-lm-api, which lies beside ai-edge-litert's: the runtime of devices, for this machine. */
internal object LiteRtLmLibrary {
    private val library: NativeLibrary by lazy {
        val packages = File(System.getProperty("litert.library")).parentFile.parentFile
        NativeLibrary.getInstance(File(packages, "litert_lm/liblitert-lm.so").path).also { it.getFunction("litert_lm_set_min_log_level").invokeVoid(arrayOf(4)) }
    }

    private fun function(name: String): Function = library.getFunction("litert_lm_$name")

    fun void(name: String, vararg arguments: Any?): Unit = function(name).invokeVoid(arguments)

    fun int(name: String, vararg arguments: Any?): Int = function(name).invokeInt(arguments)

    fun find(name: String, vararg arguments: Any?): Pointer? = function(name).invokePointer(arguments)

    fun pointer(name: String, vararg arguments: Any?): Pointer = checkNotNull(find(name, *arguments)) { "$name failed" }
}
