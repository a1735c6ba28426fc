package com.google.ai.edge.litertlm

import com.sun.jna.Callback
import com.sun.jna.Memory
import com.sun.jna.Pointer
import java.util.concurrent.CancellationException

public sealed class InputData {
    public data class Text(val text: String) : InputData()
}

public interface ResponseCallback {
    public fun onNext(response: String) {}

    public fun onDone() {}

    public fun onError(throwable: Throwable) {}
}

public class Session internal constructor(private val handle: Pointer) : AutoCloseable {
    /** The library calls it from its own thread, until the answer has ended. */
    private var stream: Stream? = null

    public var isAlive: Boolean = true
        private set

    public fun generateContentStream(inputData: List<InputData>, responseCallback: ResponseCallback) {
        check(isAlive) { "Session is not alive." }
        val text = (inputData.single() as InputData.Text).text.toByteArray()
        val content = Memory(text.size + 1L).apply { write(0, text, 0, text.size) }
        val input = LiteRtLmLibrary.pointer("input_data_create", TEXT, content, text.size.toLong())
        val inputs = Memory(Long.SIZE_BYTES.toLong()).apply { setPointer(0, input) }
        stream = Stream(responseCallback)
        val status = LiteRtLmLibrary.int("session_generate_content_stream", handle, inputs, 1L, stream, null)
        LiteRtLmLibrary.void("input_data_delete", input)
        if (status != 0) throw LiteRtLmJniException("Failed to start the stream: $status")
    }

    public fun cancelProcess() {
        check(isAlive) { "Session is not alive." }
        LiteRtLmLibrary.void("session_cancel_process", handle)
    }

    override fun close() {
        check(isAlive) { "Session is closed already." }
        isAlive = false
        LiteRtLmLibrary.void("session_delete", handle)
    }

    private class Stream(private val callback: ResponseCallback) : Callback {
        fun invoke(data: Pointer?, chunk: Pointer) {
            val error = LiteRtLmLibrary.find("stream_chunk_get_error", chunk)?.getString(0, "UTF-8")
            if (error != null) {
                callback.onError(if ("CANCELLED" in error) CancellationException(error) else LiteRtLmJniException(error))
                return
            }
            LiteRtLmLibrary.find("stream_chunk_get_text", chunk)?.getString(0, "UTF-8")?.let(callback::onNext)
            if (LiteRtLmLibrary.int("stream_chunk_is_final", chunk) and 0xff != 0) callback.onDone()
        }
    }

    private companion object {
        const val TEXT = 0
    }
}
