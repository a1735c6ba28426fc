package dev.litert.sdkgen.runtime

/**
 * The calls of a signature with run-time dimensions. Only the latest sizes stay allocated: a file has one current shape.
 * Use inside [ModelSession.exclusive].
 */
public class SizedCalls(private val session: ModelSession, private val signature: String) {
    private var sizes = emptyMap<String, Int>()
    private var call: SignatureCall? = null

    /**
     * The call for [sizes], which name the run-time dimensions by their symbols in the manifest. The one before it, if of other sizes, is closed.
     *
     * @throws ModelException if the runner cannot resize
     */
    public fun at(sizes: Map<String, Int>): SignatureCall {
        session.checkExclusive()
        call?.let { if (sizes == this.sizes) return it else it.close() }
        call = null
        return session.call(signature, sizes).also {
            call = it
            this.sizes = sizes
        }
    }
}
