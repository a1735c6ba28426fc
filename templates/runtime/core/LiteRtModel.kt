package dev.litert.sdkgen.runtime

/** A generated model class. */
public interface LiteRtModel : AutoCloseable {
    /** Escape hatch to the files, the runner and the lock. */
    public val session: ModelSession

    /** Waits for the running call, then frees the model. Closing twice is harmless. */
    override fun close()
}
