import java.io.File
import java.util.Random
import litert.LanguageModel
import litert.runtime.BoundCall
import litert.runtime.CausalLanguageModel
import litert.runtime.Direction
import litert.runtime.DirectoryBundle
import litert.runtime.GenerationOptions
import litert.runtime.LiteRtHostRunner
import litert.runtime.Manifest
import litert.runtime.ModelRunner
import litert.runtime.Sampler

private const val PROMPT = 512
private const val TOKENS = 16
private const val ROUNDS = 15
private const val PASSES = 5
private const val VOCABULARY = 256_000
private const val DRAWS = 60

/**
 * Prints `name<TAB>value` lines: median nanoseconds of a token of the Kotlin loop, of a bare invoke of `decode` and of the whole forward pass
 * (`args[1]`); the loop's share above the invoke; prompt tokens per second; and nanoseconds of each sampler.
 */
public fun main(args: Array<String>) {
    LanguageModel.create(DirectoryBundle(File(args[0])), ::LiteRtHostRunner).use { model ->
        val loop = CausalLanguageModel(model.session)
        val prompt = IntArray(PROMPT) { 5 + it * 37 % 300 }
        val bare = bareCall(model.session.runner, model.session.bundle.manifest, "decode")
        val (loops, invokes, prefills) = List(3) { ArrayList<Long>() }
        for (round in 0..ROUNDS) { // turn about; the first round warms up
            val intervals = ArrayList<Long>()
            val start = System.nanoTime()
            var last = 0L
            loop.generateTokens(prompt, GenerationOptions(TOKENS, Sampler.greedy(), stopTokenIds = emptySet())) {
                val now = System.nanoTime()
                if (last == 0L) prefills += now - start else intervals += now - last
                last = now
                true
            }
            val runs = List(TOKENS) { nanoseconds { bare.run() } }
            if (round == 0) prefills.clear() else loops += median(intervals).also { invokes += median(runs) }
        }
        println("loop\t${median(loops)}\ninvoke\t${median(invokes)}")
        println("overhead\t${loops.indices.map { loops[it].toDouble() / invokes[it] }.sorted()[loops.size / 2] - 1}")
        println("prefill\t${PROMPT * 1e9 / (median(prefills) - median(loops))}")
    }
    LiteRtHostRunner(DirectoryBundle(File(args[1]))).use { runner ->
        val manifest = DirectoryBundle(File(args[1])).manifest
        val pass = bareCall(runner, manifest, manifest.signatures.first().key)
        pass.run()
        println("forward\t${median(List(PASSES) { nanoseconds { pass.run() } })}")
    }
    val random = Random(1)
    val logits = FloatArray(VOCABULARY) { (random.nextGaussian() * 3).toFloat() }
    val samplers = mapOf(
        "greedy" to Sampler.greedy(),
        "top-k 5" to Sampler.topK(5),
        "top-k 100" to Sampler.topK(100),
        "top-p 0.9" to Sampler.topP(0.9f),
        "top-p 0.9 of 64" to Sampler.topP(0.9f, 64),
        "random" to Sampler.random(),
    )
    for ((name, sampler) in samplers) {
        repeat(DRAWS) { sampler.next(logits, random) }
        println("$name\t${median(List(DRAWS) { nanoseconds { sampler.next(logits, random) } })}")
    }
}

/** LiteRT's own call on memory of its own, all zeros: no check, no lock, no copy, and a cache in place as in the loop. */
private fun bareCall(runner: ModelRunner, manifest: Manifest, key: String): BoundCall {
    val signature = manifest.signature(key)
    val inputs = signature.inputs.associate { spec -> spec.name to runner.tensor(key, Direction.INPUT, spec).also { zero(it, spec.type.array(spec.elements)) } }
    val updated = manifest.state.filter { it.isInPlace }.associate { it.output to inputs[it.input] }
    return runner.bind(key, inputs, signature.outputs.associate { it.name to (updated[it.name] ?: runner.tensor(key, Direction.OUTPUT, it)) })
}

@Suppress("UNCHECKED_CAST") // the array is of the tensor's own type
private fun zero(tensor: litert.runtime.Tensor<*>, zeros: Any): Unit = (tensor as litert.runtime.Tensor<Any>).write(zeros)

private inline fun nanoseconds(call: () -> Unit): Long {
    val start = System.nanoTime()
    call()
    return System.nanoTime() - start
}

private fun median(values: List<Long>): Long = values.sorted()[values.size / 2]
