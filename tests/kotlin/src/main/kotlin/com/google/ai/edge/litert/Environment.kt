package com.google.ai.edge.litert

public enum class Accelerator { NONE, CPU, GPU, NPU }

public class Environment private constructor() : JniHandle() {
    public companion object {
        @JvmStatic
        public fun create(): Environment = Environment()
    }
}
