package dev.litert.sdkgen.runtime

/** Memory of one input or output. [A] is the primitive array of its element type: one copy in, one copy out, no boxing. */
public interface Tensor<A : Any> : AutoCloseable {
    /** Copies [values], one per element in row-major order, into the tensor. */
    public fun write(values: A)

    /** A copy of the tensor's values in row-major order. */
    public fun read(): A

    override fun close()
}
