package dev.litert.sdkgen.runtime

/**
 * What Keras gave for one input when the model was exported: proof that a device computes the same.
 *
 * @property signature the entry point it was recorded at
 * @property text the texts that were preprocessed to the inputs: none, one, or a pair
 * @property image the PNG file of the bundle that was preprocessed to the inputs, or null
 */
public class Sample internal constructor(
    private val spec: SignatureSpec,
    public val text: List<String>,
    public val image: String?,
    private val inputs: Map<String, SampleInput>,
    private val outputs: Map<String, SampleOutput>,
) {
    public val signature: String get() = spec.key

    /** The inputs that are recorded as numbers; none where [image] stands for them. */
    public val inputNames: Set<String> get() = inputs.keys

    public val outputNames: Set<String> get() = outputs.keys

    /**
     * The values of an input in row-major order.
     *
     * @param type the tensor's own type, or [ElementType.FLOAT32] where the tensor is quantized
     * @throws IllegalArgumentException if [name] is not one of [inputNames]
     */
    public fun <A : Any> input(name: String, type: ElementType<A>): A =
        requireNotNull(inputs[name]) { "expected an input of ${inputs.keys} but was $name" }.values(type)

    /**
     * How far [actual] is from what Keras gave: the largest absolute difference, divided by Keras' largest absolute value if that is above 1.
     * A NaN is infinitely far from everything.
     *
     * @throws IllegalArgumentException if [name] is not one of [outputNames], or [actual] has another size
     */
    public fun difference(name: String, actual: FloatArray): Float =
        requireNotNull(outputs[name]) { "expected an output of ${outputs.keys} but was $name" }.difference(actual)

    /**
     * Runs the signature on the recorded inputs.
     *
     * @return the [difference] of each recorded output
     * @throws IllegalStateException if an input is not recorded as numbers
     */
    public fun replay(session: ModelSession): Map<String, Float> = session.exclusive {
        session.call(signature).use { call ->
            for (input in call.inputs) {
                check(input.name in inputs) { "${input.name} is not in the sample: preprocess $image instead" }
                write(call, input.name, if (input.quantization == null) input.type else ElementType.FLOAT32)
            }
            call.run()
            call.outputs.filter { it.name in outputs }.associate { output ->
                val type = if (output.quantization == null) output.type else ElementType.FLOAT32
                output.name to difference(output.name, floats(type, call.output(output.name, type).read()))
            }
        }
    }

    private fun <A : Any> write(call: SignatureCall, name: String, type: ElementType<A>): Unit = call.input(name, type).write(input(name, type))

    override fun toString(): String = "$signature(${(text.ifEmpty { listOfNotNull(image) }).ifEmpty { inputs.keys }.joinToString()})"

    public companion object {
        /**
         * The samples of [bundle], at least one.
         *
         * @throws ModelMismatchException if it was exported without samples, or they do not fit its signatures
         */
        @JvmStatic
        public fun of(bundle: ModelBundle): List<Sample> {
            val manifest = bundle.manifest
            val file = manifest.samplesFile ?: throw ModelMismatchException("$bundle has no samples; export it without --no-samples")
            val samples = bundle.json(file)["samples"]
            if (samples.list.isEmpty()) samples.fail("at least one sample")
            return samples.list.map { of(manifest.signature(it["signature"].string), it) }
        }

        private fun of(spec: SignatureSpec, json: Json) = Sample(
            spec = spec,
            text = json.find("text")?.list.orEmpty().map { it.string },
            image = json.find("image")?.string,
            inputs = json.find("inputs").named(spec.inputs, ::SampleInput),
            outputs = json["outputs"].named(spec.outputs, ::SampleOutput).ifEmpty { json["outputs"].fail("at least one output") },
        )

        private fun <T> Json?.named(specs: List<TensorSpec>, make: (TensorSpec, Json) -> T): Map<String, T> =
            if (this == null) emptyMap() else keys.associateWith { name ->
                make(specs.find { it.name == name } ?: fail("tensors of ${specs.map { it.name }}, not \"$name\","), this[name])
            }

        private fun floats(type: ElementType<*>, values: Any): FloatArray = when (values) {
            is FloatArray -> values
            is IntArray -> FloatArray(values.size) { values[it].toFloat() }
            is LongArray -> FloatArray(values.size) { values[it].toFloat() }
            is BooleanArray -> FloatArray(values.size) { if (values[it]) 1f else 0f }
            else -> (values as ByteArray).let { bytes ->
                FloatArray(bytes.size) { (if (type === ElementType.UINT8) bytes[it].toInt() and 0xff else bytes[it].toInt()).toFloat() }
            }
        }
    }
}
