package com.google.ai.edge.litert

import android.content.Context

public enum class Accelerator { NONE, CPU, GPU, NPU }

/** What this machine has: the host library is built for CPUs. */
public class Environment private constructor() : JniHandle() {
    public fun getAvailableAccelerators(): Set<Accelerator> {
        checkOpen()
        return setOf(Accelerator.CPU)
    }

    public companion object {
        @JvmStatic
        public fun create(): Environment = Environment()

        @JvmStatic
        public fun create(@Suppress("UNUSED_PARAMETER") context: Context): Environment = Environment()
    }
}
