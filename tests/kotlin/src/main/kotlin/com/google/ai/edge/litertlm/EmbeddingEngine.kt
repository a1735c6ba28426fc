package com.google.ai.edge.litertlm

import com.sun.jna.Memory
import com.sun.jna.Pointer

public data class EmbeddingEngineConfig @JvmOverloads constructor(
    val modelPath: String? = null,
    val backend: Backend = Backend.CPU(),
    val visionBackend: Backend? = null,
    val audioBackend: Backend? = null,
    val cacheDir: String? = null,
)

public data class EmbeddingOptions @JvmOverloads constructor(val normalize: Boolean? = null, val insertSpecialTokens: Boolean? = null)

public class EmbeddingResponse(public val embedding: FloatArray)

public class EmbeddingEngine(public val config: EmbeddingEngineConfig) : AutoCloseable {
    private var handle: Pointer? = null

    public fun isInitialized(): Boolean = handle != null

    public fun initialize() {
        check(!isInitialized()) { "EmbeddingEngine is already initialized." }
        val settings = LiteRtLmLibrary.pointer("embedding_engine_settings_create", config.modelPath, config.backend.name.lowercase(), null, null)
        config.cacheDir?.let { LiteRtLmLibrary.void("embedding_engine_settings_set_cache_dir", settings, it) }
        (config.backend as? Backend.CPU)?.threadCount?.let { LiteRtLmLibrary.void("embedding_engine_settings_set_num_threads", settings, it) }
        handle = LiteRtLmLibrary.find("embedding_engine_create", settings)
        LiteRtLmLibrary.void("embedding_engine_settings_delete", settings)
        if (handle == null) throw LiteRtLmJniException("Failed to create embedding engine: ${config.modelPath}")
    }

    @JvmOverloads
    public fun computeEmbedding(contents: List<InputData>, options: EmbeddingOptions = EmbeddingOptions()): EmbeddingResponse {
        val engine = checkNotNull(handle) { "EmbeddingEngine is not initialized." }
        val text = (contents.single() as InputData.Text).text.toByteArray()
        val content = Memory(text.size + 1L).apply { write(0, text, 0, text.size) }
        val input = LiteRtLmLibrary.pointer("input_data_create", TEXT, content, text.size.toLong())
        val inputs = Memory(Long.SIZE_BYTES.toLong()).apply { setPointer(0, input) }
        val set = LiteRtLmLibrary.pointer("embedding_options_create")
        options.normalize?.let { LiteRtLmLibrary.void("embedding_options_set_normalize", set, if (it) 1 else 0) }
        options.insertSpecialTokens?.let { LiteRtLmLibrary.void("embedding_options_set_insert_special_tokens", set, if (it) 1 else 0) }
        val response = LiteRtLmLibrary.find("embedding_engine_compute_embedding", engine, inputs, 1L, set)
        LiteRtLmLibrary.void("embedding_options_delete", set)
        LiteRtLmLibrary.void("input_data_delete", input)
        if (response == null) throw LiteRtLmJniException("Failed to compute embedding")
        val values = LiteRtLmLibrary.pointer("embedding_response_get_values", response)
        val embedding = values.getFloatArray(0, LiteRtLmLibrary.int("embedding_response_get_size", response))
        LiteRtLmLibrary.void("embedding_response_delete", response)
        return EmbeddingResponse(embedding)
    }

    override fun close() {
        LiteRtLmLibrary.void("embedding_engine_delete", checkNotNull(handle) { "EmbeddingEngine is not initialized." })
        handle = null
    }

    private companion object {
        const val TEXT = 0
    }
}
