package com.google.ai.edge.litert

/*
 * This folder stands in for LiteRT's Android library, which a JVM cannot load: the signatures it publishes, answered by the real
 * LiteRT library of the desktop. It lets CompiledModelRunner run in tests, not only compile.
 */

/** Owner of something native. */
public abstract class JniHandle internal constructor() : AutoCloseable {
    private var open = true

    final override fun close() {
        if (open) destroy()
        open = false
    }

    protected open fun destroy() {}

    /** As the original: use after close is an [IllegalStateException]. */
    internal fun checkOpen() {
        check(open) { "The handle has been destroyed" }
    }
}
