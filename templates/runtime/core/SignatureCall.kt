package dev.litert.sdkgen.runtime

/**
 * One signature of a session, with memory of its own: write the inputs, [run], read the outputs, all inside [ModelSession.exclusive].
 * Tensors that belong to the model's state are not among [inputs] and [outputs]; the session hands them on.
 */
public class SignatureCall internal constructor(
    private val session: ModelSession,
    private val signature: SignatureSpec,
    private val state: ModelState?,
    sizes: Map<String, Int>,
    makers: Map<String, SignatureCall>,
) : AutoCloseable {
    private val runner = session.runner
    private val ins = HashMap<String, CallTensor>()
    private val outs = HashMap<String, CallTensor>()

    /** Outputs of other calls, which are inputs of this one where they lie. */
    private val handed = HashMap<String, Tensor<*>>()

    /** The bits of the state's phase that this signature sees, and a binding for each of their values, made when first needed. */
    private val seen = state?.seenBy(signature) ?: 0
    private val flipped = state?.flippedBy(signature) ?: 0
    private val bound = HashMap<Int, BoundCall>()
    private var closed = false

    init {
        val unknown = makers.keys - signature.inputs.map { it.name }.toSet()
        if (unknown.isNotEmpty()) throw ModelMismatchException("${signature.key}: expected inputs $unknown but there are only ${signature.inputs}")
        val read = state?.readBy(signature, 0).orEmpty()
        val written = state?.writtenBy(signature, 0).orEmpty()
        for (spec in signature.inputs) {
            val maker = makers[spec.name]
            if (maker != null) handed[spec.name] = maker.handOn(spec) else if (spec.name !in read) ins[spec.name] = allocate(Direction.INPUT, spec.at(sizes))
        }
        for (spec in signature.outputs) if (spec.name !in written) outs[spec.name] = allocate(Direction.OUTPUT, spec.at(sizes))
        bound[phase] = bind(phase)
    }

    /** The inputs that a caller writes, in the manifest's order. */
    public val inputs: List<TensorSpec> get() = signature.inputs.mapNotNull { ins[it.name]?.spec }

    /** The outputs that a caller reads, in the manifest's order. */
    public val outputs: List<TensorSpec> get() = signature.outputs.mapNotNull { outs[it.name]?.spec }

    /**
     * The input [name]. A quantized tensor also comes as [ElementType.FLOAT32], converted by its scale and zero point.
     *
     * @throws IllegalArgumentException if there is no such input, or one of another type
     */
    public fun <A : Any> input(name: String, type: ElementType<A>): Tensor<A> = find(Direction.INPUT, ins, name).view(type)

    /** The output [name]; as [input]. */
    public fun <A : Any> output(name: String, type: ElementType<A>): Tensor<A> = find(Direction.OUTPUT, outs, name).view(type)

    /**
     * Runs the signature on what its inputs hold.
     *
     * @throws IllegalStateException if an input was never written: native memory holds anything at first
     * @throws ModelException if LiteRT fails
     */
    public fun run() {
        session.checkExclusive()
        check(!closed) { "${signature.key}: the call is closed" }
        for (input in ins.values) check(input.isWritten) { "${signature.key}: input ${input.spec.name} was never written" }
        val phase = phase
        (bound[phase] ?: bind(phase).also { bound[phase] = it }).run()
        state?.flip(flipped)
    }

    /** Frees the tensors of this call, after the running one; the session does the same when it closes. */
    override fun close(): Unit = session.locked {
        closed = true
        ins.values.forEach { it.close() }
        outs.values.forEach { it.close() }
    }

    private val phase: Int get() = if (state == null) 0 else state.phase and seen

    private fun allocate(direction: Direction, spec: TensorSpec) = CallTensor(session, direction, spec, runner.tensor(signature.key, direction, spec))

    private fun bind(phase: Int): BoundCall = runner.bind(
        signature.key,
        ins.mapValues { it.value.stored } + handed + state?.readBy(signature, phase).orEmpty(),
        outs.mapValues { it.value.stored } + state?.writtenBy(signature, phase).orEmpty(),
    )

    /** The memory of the output that is called as [input] is, and has its type, shape and quantization. */
    private fun handOn(input: TensorSpec): Tensor<*> {
        val output = find(Direction.OUTPUT, outs, input.name)
        if (!output.spec.isLike(input)) throw ModelMismatchException("${signature.key}: expected the output $input but was ${output.spec}")
        return output.stored
    }

    private fun find(direction: Direction, tensors: Map<String, CallTensor>, name: String): CallTensor =
        requireNotNull(tensors[name]) { "${signature.key}: expected an $direction of ${tensors.keys} but was $name" }
}
