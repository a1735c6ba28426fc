package dev.litert.sdkgen.runtime

import com.google.ai.edge.litertlm.Engine
import com.google.ai.edge.litertlm.InputData
import com.google.ai.edge.litertlm.ResponseCallback
import com.google.ai.edge.litertlm.SamplerConfig
import com.google.ai.edge.litertlm.SessionConfig
import java.util.concurrent.LinkedBlockingQueue

/** An answer of LiteRT-LM, whose own thread writes it, for the thread that waits for it. */
internal class TextStream : ResponseCallback {
    private val events = LinkedBlockingQueue<Event>()

    override fun onNext(response: String) {
        events.add(Piece(response))
    }

    override fun onDone() {
        events.add(End(null))
    }

    override fun onError(throwable: Throwable) {
        events.add(End(throwable))
    }

    /**
     * Hands pieces to [listener] until the answer has ended; calls [cancel] where the listener ends it, and waits for LiteRT-LM to stop.
     *
     * @return false if the context was full
     * @throws ModelException if LiteRT-LM fails; what [listener] throws
     */
    fun read(cancel: () -> Unit, listener: TokenListener<String>): Boolean {
        var ended: End? = null
        try {
            while (true) {
                when (val event = next()) {
                    is End -> {
                        ended = event
                        return isComplete(event.error)
                    }
                    is Piece -> if (!listener.onToken(event.text)) return true
                }
            }
        } finally {
            if (ended == null) {
                cancel()
                while (true) if (next() is End) break
            }
        }
    }

    private fun isComplete(error: Throwable?): Boolean {
        if (error == null) return true
        if (FULL in error.message.orEmpty()) return false
        throw LiteRtLmFailure.of(error)
    }

    /** LiteRT-LM has to stop before its memory is freed, so this thread waits; an interrupt is for those who come after. */
    private fun next(): Event {
        var isInterrupted = false
        try {
            while (true) {
                try {
                    return events.take()
                } catch (e: InterruptedException) {
                    isInterrupted = true
                }
            }
        } finally {
            if (isInterrupted) Thread.currentThread().interrupt()
        }
    }

    private sealed class Event

    private class Piece(val text: String) : Event()

    private class End(val error: Throwable?) : Event()

    companion object {
        /** LiteRT-LM tells by its words alone what happened. */
        private const val FULL = "Max number of tokens reached"

        /** See [TextRunner.generate]. */
        fun generate(engine: Engine, prompt: String, sampling: TextSampling, listener: TokenListener<String>): Boolean {
            val sampler = SamplerConfig(sampling.topK, sampling.topP.toDouble(), sampling.temperature.toDouble(), sampling.seed)
            val session = LiteRtLmFailure.translated { engine.createSession(SessionConfig(sampler)) }
            try {
                val stream = TextStream()
                LiteRtLmFailure.translated { session.generateContentStream(listOf(InputData.Text(prompt)), stream) }
                return stream.read(session::cancelProcess, listener)
            } finally {
                session.close()
            }
        }
    }
}
