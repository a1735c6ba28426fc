package com.google.ai.edge.litert

import android.content.Context

// In place of tests/kotlin's file of this name, which knows less of the two.

public enum class Accelerator { NONE, CPU, GPU, NPU }

/** What this machine has: the host library is built for CPUs. */
public class Environment private constructor() : JniHandle() {
    public fun getAvailableAccelerators(): Set<Accelerator> {
        checkOpen()
        return setOf(Accelerator.CPU)
    }

    public companion object {
        @JvmStatic
        public fun create(@Suppress("UNUSED_PARAMETER") context: Context): Environment = Environment()
    }
}
