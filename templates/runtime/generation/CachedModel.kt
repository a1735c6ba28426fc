package dev.litert.sdkgen.runtime

/**
 * The signatures `prefill_<N>` and `decode` of a model, over the cache that its session hands on from call to call.
 * Use inside [ModelSession.exclusive].
 *
 * @throws ModelMismatchException if the model has other signatures, inputs or outputs
 */
internal class CachedModel(session: ModelSession, step: GenerationStep) {
    /** Whether the state knows no places, so that it goes back to the beginning only. */
    val isRecurrent: Boolean = step.isRecurrent
    private val decode = TokenCall(session.call(DECODE), step)

    /** Of the tokens in the cache; null where the model does not give them. */
    val hiddenStates: HiddenStates? = step.hidden?.let { name -> HiddenStates(decode.call.outputs.first { it.name == name }.elements) }
    private val logits = decode.call.output(step.output, ElementType.FLOAT32)
    private val prefill: Map<Int, TokenCall> = session.bundle.manifest.signatures
        .filter { it.key != DECODE && it.inputs.map(TensorSpec::name).containsAll(listOf(step.tokensInput, step.positionsInput)) }
        .map { TokenCall(session.call(it.key), step) }
        .associateBy { it.size }
    private val chunks = PromptChunks(prefill.keys, step.contextLength, step.isRecurrent)

    init {
        if (decode.size != 1) throw ModelMismatchException("$DECODE: expected one token for each call but was ${decode.size}")
    }

    /** Reads the [tokens] at the positions from [start] to [end], exclusive, into the cache, which holds those before [start]. */
    fun prefill(tokens: IntArray, start: Int, end: Int) {
        for (chunk in chunks.between(start, end)) {
            val call = if (chunk.size == 1) decode else prefill.getValue(chunk.size)
            val last = minOf(chunk.position + chunk.size, end)
            call.run(tokens, chunk.position, last)
            keep(call, chunk.position, last - chunk.position)
        }
    }

    /** Reads [token] at [position]; the logits of the one that follows, one number for each token of the vocabulary. */
    fun decode(token: Int, position: Int): FloatArray {
        decode.run(token, position)
        keep(decode, position, 1)
        return logits.read()
    }

    private fun keep(call: TokenCall, position: Int, count: Int) {
        hiddenStates?.put(position, call.hidden?.read() ?: return, count)
    }

    private companion object {
        const val DECODE = "decode"
    }
}

/** A signature that reads [size] tokens at once. */
private class TokenCall(val call: SignatureCall, step: GenerationStep) {
    val size: Int = call.inputs.first { it.name == step.tokensInput }.elements
    private val tokens = call.input(step.tokensInput, ElementType.INT32)
    val hidden: Tensor<FloatArray>? = step.hidden?.let { call.output(it, ElementType.FLOAT32) }
    private val positions = call.input(step.positionsInput, ElementType.INT32)
    private val tokenValues = IntArray(size)
    private val positionValues = IntArray(size)

    /** Reads the tokens of [prompt] from [start] to [end], exclusive, and zeros behind them. */
    fun run(prompt: IntArray, start: Int, end: Int) {
        prompt.copyInto(tokenValues, 0, start, end)
        tokenValues.fill(0, end - start)
        run(start)
    }

    fun run(token: Int, position: Int) {
        tokenValues[0] = token
        run(position)
    }

    private fun run(position: Int) {
        for (i in positionValues.indices) positionValues[i] = position + i
        tokens.write(tokenValues)
        positions.write(positionValues)
        call.run()
    }
}
