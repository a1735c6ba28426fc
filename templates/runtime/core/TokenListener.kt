package dev.litert.sdkgen.runtime

/** Receives a generation piece by piece, on the thread that generates. */
public fun interface TokenListener<T> {
    /** @return false to stop */
    public fun onToken(token: T): Boolean
}
