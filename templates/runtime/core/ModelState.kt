package dev.litert.sdkgen.runtime

/**
 * Tensors that one call writes and a later one reads, on the device all the while.
 *
 * What a signature both reads and writes exists twice and is bound crosswise: a step swaps two bindings instead of copying a state
 * through the heap. It exists once where the manifest says that the signature just writes some places anew (a KV cache), and the runner
 * takes one memory for both. What one signature writes and others only read (an encoder's output) exists once.
 *
 * Tensors swap together with those that the same signatures write; each such group has one bit in [phase], which says which of
 * the two memories the next call reads.
 */
internal class ModelState(private val manifest: Manifest, runner: ModelRunner) {
    private val tensors: List<StateTensor>

    /** One bit for each group of tensors. */
    var phase = 0
        private set

    /** Another number after each change. */
    var version = 0
        private set

    init {
        val writers = manifest.state.map(::writers).distinct()
        check(writers.size <= Int.SIZE_BITS) { "${manifest.name}: expected at most ${Int.SIZE_BITS} independent states but was ${writers.size}" }
        tensors = manifest.state.map { StateTensor(it, 1 shl writers.indexOf(writers(it)), runner) }
        clear()
    }

    /** The memories that [signature] reads in a [phase], by input name. */
    fun readBy(signature: SignatureSpec, phase: Int): Map<String, Tensor<*>> =
        tensors.filter { it.pair.isReadBy(signature) }.associate { it.pair.input to it.current(phase) }

    /** The memories that [signature] writes in a [phase], by output name. */
    fun writtenBy(signature: SignatureSpec, phase: Int): Map<String, Tensor<*>> =
        tensors.filter { it.pair.isWrittenBy(signature) }.associate { it.pair.output to it.next(phase) }

    /** The bits of [phase] that matter to [signature]: it has a binding for each of their values. */
    fun seenBy(signature: SignatureSpec): Int = mask { it.pair.isReadBy(signature) || it.pair.isWrittenBy(signature) }

    /** The bits of [phase] to [flip] after a run of [signature]. */
    fun flippedBy(signature: SignatureSpec): Int = mask { it.pair.isWrittenBy(signature) }

    /** What was written is what the next call reads. */
    fun flip(bits: Int) {
        phase = phase xor bits
        version++
    }

    fun clear() {
        tensors.forEach { it.clear(phase) }
        version++
    }

    private fun writers(pair: StatePair): List<String> = manifest.signatures.filter(pair::isWrittenBy).map { it.key }

    private inline fun mask(which: (StateTensor) -> Boolean): Int =
        tensors.fold(0) { bits, tensor -> if (tensor.isDouble && which(tensor)) bits or tensor.bit else bits }

    private inner class StateTensor(val pair: StatePair, val bit: Int, runner: ModelRunner) {
        private val reader: SignatureSpec = manifest.signatures.first { pair.isReadBy(it) }
        private val spec: TensorSpec = reader.inputs.first { it.name == pair.input }
        private val first: Tensor<*> = runner.tensor(reader.key, Direction.INPUT, spec)

        val isDouble = !(pair.isInPlace && runner.updatesInPlace) && manifest.signatures.any { pair.isReadBy(it) && pair.isWrittenBy(it) }
        private val second: Tensor<*> = if (isDouble) runner.tensor(reader.key, Direction.INPUT, spec) else first

        fun current(phase: Int): Tensor<*> = if (phase and bit == 0) first else second

        fun next(phase: Int): Tensor<*> = current(phase xor bit)

        /** Writes real zeros, which a quantized tensor stores as its zero point. */
        fun clear(phase: Int) {
            val zeros = spec.type.array(spec.elements)
            if (zeros is ByteArray && spec.quantization != null) zeros.fill(spec.quantization.zeroPoint.toByte())
            @Suppress("UNCHECKED_CAST") // the runner allocated what spec.type says
            (current(phase) as Tensor<Any>).write(zeros)
        }
    }
}
