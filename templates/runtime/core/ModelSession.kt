package dev.litert.sdkgen.runtime

import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock

/**
 * An open model: its files, its runner, and the lock through which calls from any thread pass one at a time.
 * Generated classes are thin views of a session; it is public as their escape hatch.
 *
 * Every misuse that would reach freed or shared native memory is an [IllegalStateException] instead: use after [close],
 * use from within a running call's own callback, tensors touched outside [exclusive].
 */
public class ModelSession private constructor(public val bundle: ModelBundle, public val runner: ModelRunner) : AutoCloseable {
    private val name = bundle.manifest.name
    private val lock = ReentrantLock()
    private var closed = false
    private var state: ModelState? = null

    /** Another number after each call that may have changed the state: tells whether it still is what somebody left there. */
    internal val stateVersion: Int get() = state?.version ?: 0

    /** Where Coroutines.kt keeps its Mutex: this file must compile without coroutines. */
    internal var queue: Any? = null

    /**
     * Prepares [signature]: allocates its tensors and binds them by name.
     *
     * @param sizes the run-time dimensions of its tensors, by their symbol in the manifest
     * @throws ModelMismatchException if the model file is not what the manifest says
     */
    @JvmOverloads
    public fun call(signature: String, sizes: Map<String, Int> = emptyMap()): SignatureCall = call(signature, sizes, emptyMap())

    /**
     * As above, where other calls make some of the inputs, by name: their outputs of these names stay where they are, and no caller reads or writes them.
     * Run a maker before.
     */
    internal fun call(signature: String, makers: Map<String, SignatureCall>): SignatureCall = call(signature, emptyMap(), makers)

    private fun call(signature: String, sizes: Map<String, Int>, makers: Map<String, SignatureCall>): SignatureCall = locked {
        checkOpen()
        val spec = bundle.manifest.signature(signature)
        if (state == null && bundle.manifest.state.isNotEmpty()) state = ModelState(bundle.manifest, runner)
        SignatureCall(this, spec, state, sizes, makers)
    }

    /** Fills the state that signatures hand on (a KV cache) with zeros, as at the start of a text. Use inside [exclusive]. */
    public fun clearState() {
        checkExclusive()
        state?.clear()
    }

    /**
     * Runs [block] alone, after the calls that came before it.
     *
     * @throws IllegalStateException if the session is closed, or if this thread is inside a call of it already
     */
    public fun <R> exclusive(block: () -> R): R = alone {
        checkOpen()
        block()
    }

    /** Waits for the running call, then frees everything. Closing twice is harmless. */
    override fun close(): Unit = alone {
        if (!closed) {
            closed = true
            runner.close()
        }
    }

    /** Runs [block] under the lock, which this thread may hold already. */
    internal fun <R> locked(block: () -> R): R = lock.withLock(block)

    /** Refuses to touch native memory without the lock, which also says that the session is open. */
    internal fun checkExclusive() {
        check(lock.isHeldByCurrentThread) { "$name: use tensors and calls inside session.exclusive { } only" }
    }

    private fun checkOpen() {
        check(!closed) { "$name is closed" }
    }

    private fun <R> alone(block: () -> R): R {
        check(!lock.isHeldByCurrentThread) { "$name is running: do not use or close it in its own callback" }
        return lock.withLock(block)
    }

    public companion object {
        /**
         * Opens [bundle], hands the session to [wrap], and closes it again if [wrap] fails.
         *
         * @param contract what the caller was generated for
         * @throws ModelMismatchException if the bundle has another contract
         * @throws ModelException if the model cannot be loaded
         */
        @JvmStatic
        public fun <M> open(bundle: ModelBundle, contract: String, runners: RunnerFactory, wrap: (ModelSession) -> M): M {
            bundle.require(contract)
            val session = ModelSession(bundle, runners.open(bundle))
            var opened = false
            try {
                return wrap(session).also { opened = true }
            } finally {
                if (!opened) session.close()
            }
        }
    }
}
