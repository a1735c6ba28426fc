package dev.litert.sdkgen.runtime

/** An input or output of a call, as [stored] by the runner, and the checked views of it that callers get. The call owns the memory. */
internal class CallTensor(
    private val session: ModelSession,
    private val direction: Direction,
    val spec: TensorSpec,
    val stored: Tensor<*>,
) {
    var isWritten = false
        private set

    private var isOpen = true

    @Suppress("UNCHECKED_CAST") // the runner allocated what spec.type says
    fun <A : Any> view(type: ElementType<A>): Tensor<A> = when {
        spec.type === type -> View(type, stored as Tensor<A>)
        spec.quantization != null && type === ElementType.FLOAT32 -> View(type, quantized(spec.quantization) as Tensor<A>)
        else -> throw IllegalArgumentException("$direction ${spec.name}: expected ${spec.type} but was $type")
    }

    fun close() {
        isOpen = false
        stored.close()
    }

    private fun checkUsable() {
        session.checkExclusive()
        check(isOpen) { "${spec.name}: its call is closed" }
    }

    @Suppress("UNCHECKED_CAST") // QuantizedTensor checks that the type is one of bytes
    private fun quantized(quantization: Quantization) = QuantizedTensor(spec, quantization, stored as Tensor<ByteArray>)

    /** Refuses an array of the wrong length, use outside the session's lock and use after close, before they reach native memory. */
    private inner class View<A : Any>(private val type: ElementType<A>, private val tensor: Tensor<A>) : Tensor<A> {
        private val elements = spec.elements

        override fun write(values: A) {
            checkUsable()
            require(type.length(values) == elements) { "${spec.name}: expected $elements values ${spec.shape} but was ${type.length(values)}" }
            tensor.write(values)
            isWritten = true
        }

        override fun read(): A {
            checkUsable()
            return tensor.read()
        }

        /** Only the call frees what it has bound. */
        override fun close(): Unit = Unit
    }
}
