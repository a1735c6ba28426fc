package golden

import dev.litert.sdkgen.runtime.ModelBundle

/** Largest difference to Keras, on the scale of the outputs: float32 on two CPUs. */
internal const val TOLERANCE = 1e-4f

/** What Keras gave for each sample of [bundle], in the order of `Sample.of`, which itself only compares. */
internal fun kerasOutputs(bundle: ModelBundle, output: String): List<FloatArray> =
    bundle.json("samples.json")["samples"].list.map { sample -> sample["outputs"][output].list.map { it.float }.toFloatArray() }
