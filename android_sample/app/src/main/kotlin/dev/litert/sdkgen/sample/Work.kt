package dev.litert.sdkgen.sample

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * What a screen computes, apart from what it shows: it outlives rotation, so that neither an open model nor an answer is lost.
 * All of it is for the main thread; [open] runs on another one, when the first work needs the model.
 */
internal class Work<M : AutoCloseable, R : Any>(private val open: () -> M) {
    private val scope = MainScope()
    private val opening = Mutex()

    /** The open model; null until some work needed it. */
    @Volatile var model: M? = null
        private set

    private var job: Job? = null
    private var latest: (suspend (M) -> R)? = null

    /** Called after each change of the three below. */
    var listener: (() -> Unit)? = null

    var isBusy = false
        private set

    /** The last answer; it stays while the next one is computed, and when that fails. */
    var result: R? = null
        private set

    /** Why the last work failed, or null. */
    var failure: Throwable? = null
        private set

    /** Starts [block] in place of what still waits: only the latest answer counts. */
    fun start(block: suspend (M) -> R) {
        latest = block
        job?.cancel()
        job = scope.launch {
            change(busy = true, failure = null)
            try {
                result = block(opened())
                change(busy = false, failure = null)
            } catch (e: CancellationException) {
                throw e
            } catch (e: Exception) {
                change(busy = false, failure = e)
            } catch (e: LinkageError) { // a native library is missing
                change(busy = false, failure = e)
            }
        }
    }

    /** Starts the last work again. */
    fun retry() {
        latest?.let(::start)
    }

    /** Frees the model as soon as nothing runs on it: neither opening nor running can be interrupted. */
    fun close() {
        listener = null
        val running = scope.coroutineContext.job
        scope.cancel()
        CoroutineScope(Dispatchers.Default).launch {
            running.join()
            model?.close()
        }
    }

    private suspend fun opened(): M = opening.withLock { model ?: withContext(Dispatchers.Default) { open().also { model = it } } }

    private fun change(busy: Boolean, failure: Throwable?) {
        isBusy = busy
        this.failure = failure
        listener?.invoke()
    }
}
