package dev.litert.sdkgen.runtime

/**
 * What the device needs to know of a model: the bundle's `manifest.json`, read and checked.
 *
 * @property name name of the model
 * @property task what it does, such as `text_classifier`
 * @property contract digest of all that generated code relies on; a bundle with the same contract can replace this one
 * @property modelFile the .tflite file within the bundle
 * @property samplesFile the file of recorded inputs and outputs, or null if the bundle has none
 * @property signatures entry points of the model
 */
public class Manifest private constructor(
    public val name: String,
    public val task: String,
    public val contract: String,
    public val modelFile: String,
    public val samplesFile: String?,
    public val signatures: List<SignatureSpec>,
    internal val state: List<StatePair>,
    internal val json: Json,
) {
    /** @throws ModelMismatchException if the model has no signature [key] */
    public fun signature(key: String): SignatureSpec =
        signatures.find { it.key == key } ?: throw ModelMismatchException("$name: expected signature $key but there are ${signatures.map { it.key }}")

    /** The input that [name], a string of this manifest, refers to. */
    internal fun input(name: Json): TensorSpec = signatures.flatMap { it.inputs }.find { it.name == name.string } ?: name.fail("the name of an input")

    /** The output that [name], a string of this manifest, refers to. */
    internal fun output(name: Json): TensorSpec = signatures.flatMap { it.outputs }.find { it.name == name.string } ?: name.fail("the name of an output")

    public companion object {
        /** The newest `manifest_version` that this runtime reads. */
        public const val VERSION: Int = 1

        /** @throws ModelMismatchException if [text] is not a manifest of this or an earlier version */
        @JvmStatic
        public fun parse(text: String): Manifest {
            val json = Json.parse("manifest.json", text)
            checkVersion(json["manifest_version"])
            val signatures = json["signatures"].list.map(::signature)
            json["signatures"].unique(signatures.map { it.key })
            return Manifest(
                name = json["name"].string,
                task = json["task"].string,
                contract = json["contract"].string,
                modelFile = json["model"]["file"].string,
                samplesFile = json.find("samples")?.string,
                signatures = signatures,
                state = json.find("state")?.list.orEmpty().map { pair(it, signatures) },
                json = json,
            )
        }

        private fun checkVersion(version: Json) {
            if (version.int > VERSION) {
                throw ModelMismatchException(
                    "manifest.json: expected manifest_version $VERSION or older but was the newer version ${version.int}; " +
                        "generate the sources again with the litert-sdkgen that exported this bundle",
                )
            }
            if (version.int < 1) version.fail("1 or more")
        }

        private fun signature(json: Json) = SignatureSpec(json["key"].string, tensors(json["inputs"]), tensors(json["outputs"]))

        private fun tensors(json: Json): List<TensorSpec> = json.list.map(::tensor).also { specs -> json.unique(specs.map { it.name }) }

        private fun tensor(json: Json): TensorSpec {
            val shape = json["shape"].list
            return TensorSpec(
                name = json["name"].string,
                type = ElementType.of(json["dtype"].string),
                shape = shape.map { if (it.isString) -1 else it.integer(0L..Int.MAX_VALUE).toInt() },
                symbols = shape.map { if (it.isString) it.string else null },
                quantization = json.find("quantization")?.let { Quantization(it["scale"].float, it["zero_point"].int) },
            )
        }

        private fun pair(json: Json, signatures: List<SignatureSpec>): StatePair {
            val pair = StatePair(json["input"].string, json["output"].string, json.find("update")?.let(::isInPlace) ?: false)
            if (signatures.none { pair.isReadBy(it) }) json["input"].fail("the name of an input")
            if (signatures.none { pair.isWrittenBy(it) }) json["output"].fail("the name of an output")
            return pair
        }

        private fun isInPlace(update: Json): Boolean = update.string == "in_place" || update.fail("in_place")

        private fun Json.unique(names: List<String>) {
            if (names.toSet().size < names.size) fail("different names instead of $names")
        }
    }
}

/** One entry point of a model; tensors stand in the order that callers see, which need not be the file's. */
public class SignatureSpec internal constructor(public val key: String, public val inputs: List<TensorSpec>, public val outputs: List<TensorSpec>)

/**
 * What one call writes as [output] and a later one reads as [input].
 *
 * @property isInPlace whether a call that does both reads [input] only to write some places of it anew, so that one memory can be both
 */
internal class StatePair(val input: String, val output: String, val isInPlace: Boolean) {
    fun isReadBy(signature: SignatureSpec): Boolean = signature.inputs.any { it.name == input }

    fun isWrittenBy(signature: SignatureSpec): Boolean = signature.outputs.any { it.name == output }
}
