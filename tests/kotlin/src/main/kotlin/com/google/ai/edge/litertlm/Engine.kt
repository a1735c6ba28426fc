package com.google.ai.edge.litertlm

import com.sun.jna.Pointer

public sealed class Backend(public val name: String) {
    public data class CPU(val threadCount: Int? = null) : Backend("CPU")

    public class GPU : Backend("GPU")
}

public data class EngineConfig @JvmOverloads constructor(
    val modelPath: String,
    val backend: Backend = Backend.CPU(),
    val visionBackend: Backend? = null,
    val audioBackend: Backend? = null,
    val maxNumTokens: Int? = null,
    val maxNumImages: Int? = null,
    val cacheDir: String? = null,
)

public data class SamplerConfig(val topK: Int, val topP: Double, val temperature: Double, val seed: Int = 0) {
    init {
        require(topK > 0) { "topK should be positive, but got $topK." }
        require(topP in 0.0..1.0) { "topP should between 0 and 1 inclusively, but got $topP." }
        require(temperature >= 0) { "temperature should be non-negative, but got $temperature." }
    }
}

public data class SessionConfig(val samplerConfig: SamplerConfig? = null)

public class LiteRtLmJniException(message: String) : RuntimeException(message)

public class Engine(public val engineConfig: EngineConfig) : AutoCloseable {
    private var handle: Pointer? = null

    public fun isInitialized(): Boolean = handle != null

    public fun initialize() {
        check(!isInitialized()) { "Engine is already initialized." }
        val settings = LiteRtLmLibrary.pointer("engine_settings_create", engineConfig.modelPath, engineConfig.backend.name.lowercase(), null, null)
        engineConfig.cacheDir?.let { LiteRtLmLibrary.void("engine_settings_set_cache_dir", settings, it) }
        (engineConfig.backend as? Backend.CPU)?.threadCount?.let { LiteRtLmLibrary.void("engine_settings_set_num_threads", settings, it) }
        handle = LiteRtLmLibrary.find("engine_create", settings)
        LiteRtLmLibrary.void("engine_settings_delete", settings)
        if (handle == null) throw LiteRtLmJniException("Failed to create engine: ${engineConfig.modelPath}")
    }

    public fun createSession(sessionConfig: SessionConfig = SessionConfig()): Session {
        val config = LiteRtLmLibrary.pointer("session_config_create")
        sessionConfig.samplerConfig?.let {
            val sampler = LiteRtLmLibrary.pointer("sampler_params_create", TOP_P)
            LiteRtLmLibrary.void("sampler_params_set_top_k", sampler, it.topK)
            LiteRtLmLibrary.void("sampler_params_set_top_p", sampler, it.topP.toFloat())
            LiteRtLmLibrary.void("sampler_params_set_temperature", sampler, it.temperature.toFloat())
            LiteRtLmLibrary.void("sampler_params_set_seed", sampler, it.seed)
            LiteRtLmLibrary.void("session_config_set_sampler_params", config, sampler)
            LiteRtLmLibrary.void("sampler_params_delete", sampler)
        }
        val session = LiteRtLmLibrary.find("engine_create_session", checkNotNull(handle) { "Engine is not initialized." }, config)
        LiteRtLmLibrary.void("session_config_delete", config)
        return Session(session ?: throw LiteRtLmJniException("Failed to create session"))
    }

    override fun close() {
        LiteRtLmLibrary.void("engine_delete", checkNotNull(handle) { "Engine is not initialized." })
        handle = null
    }

    private companion object {
        const val TOP_P = 2
    }
}
