package dev.litert.sdkgen.runtime

/** Memory on the heap. */
internal class FakeTensor(val spec: TensorSpec) : Tensor<Any> {
    var value: Any = spec.type.array(spec.elements)
    var isOpen = true

    override fun write(values: Any) {
        value = values
    }

    override fun read(): Any = value

    override fun close() {
        isOpen = false
    }
}

internal typealias FakeTensors = Map<String, FakeTensor>

/** Runs Kotlin instead of a model. */
internal class FakeRunner(
    override val updatesInPlace: Boolean = false,
    private val run: (signature: String, inputs: FakeTensors, outputs: FakeTensors) -> Unit = { _, _, _ -> },
) : ModelRunner {
    val tensors = ArrayList<FakeTensor>()
    var bindings = 0
    var closings = 0

    override fun tensor(signature: String, direction: Direction, spec: TensorSpec): Tensor<*> = FakeTensor(spec).also { tensors += it }

    override fun bind(signature: String, inputs: Map<String, Tensor<*>>, outputs: Map<String, Tensor<*>>): BoundCall {
        bindings++
        return BoundCall { run(signature, inputs.mapValues { it.value as FakeTensor }, outputs.mapValues { it.value as FakeTensor }) }
    }

    override fun close() {
        closings++
    }
}

/** A model class as generated ones are, with nothing but its session. */
internal class FakeModel(override val session: ModelSession) : LiteRtModel {
    override fun close(): Unit = session.close()
}

/** A session over [manifest] and [runner]. */
internal fun fakeSession(manifest: String, runner: FakeRunner = FakeRunner()): ModelSession =
    ModelSession.open(MemoryBundle("manifest.json" to manifest), "c", { runner }) { it }
