package dev.litert.sdkgen.runtime

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * Runs [block] off the caller's thread: `val result = model.await { predict("a wonderful film") }`.
 *
 * Waiting callers suspend, no thread blocks. A call that is cancelled while it waits never runs; one that runs is finished first,
 * since LiteRT cannot be interrupted.
 *
 * @throws IllegalStateException if the model is closed
 */
public suspend fun <M : LiteRtModel, R> M.await(dispatcher: CoroutineDispatcher = Dispatchers.Default, block: M.() -> R): R =
    mutex.withLock { withContext(dispatcher) { block() } }

/**
 * A blocking generation as a flow: `model.stream { onToken -> generate(prompt, onToken) }`.
 *
 * It owns the model from the first token to the last, so two texts never share a cache. A collector that is cancelled, or has seen
 * enough, ends it at the next token.
 */
public fun <M : LiteRtModel, T> M.stream(
    dispatcher: CoroutineDispatcher = Dispatchers.Default,
    generate: M.(onToken: TokenListener<T>) -> Unit,
): Flow<T> = channelFlow { await(dispatcher) { generate { token -> trySendBlocking(token).isSuccess } } }

/** One per session, since that is what calls queue for; made here, since the session must compile without coroutines. */
private val LiteRtModel.mutex: Mutex
    get() = synchronized(session) { session.queue as? Mutex ?: Mutex().also { session.queue = it } }
