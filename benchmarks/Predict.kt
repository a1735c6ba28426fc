import com.sun.management.ThreadMXBean
import java.io.File
import java.lang.management.ManagementFactory
import litert.DemoSentimentEn
import litert.runtime.BoundCall
import litert.runtime.Direction
import litert.runtime.DirectoryBundle
import litert.runtime.ElementType
import litert.runtime.LiteRtHostRunner
import litert.runtime.Tensor
import litert.runtime.TextPreprocessor

private const val WARM_UP = 3000
private const val BLOCK = 50
private const val ROUNDS = 81

/**
 * Prints a line of tab-separated numbers for each text, one of `args[1]`'s NUL-separated texts: median nanoseconds of a predict(), of a bare
 * invoke of the same model on the same tensors, of the difference between two neighbouring blocks, and the bytes that one predict() and
 * one invoke allocate on the heap.
 */
public fun main(args: Array<String>) {
    DemoSentimentEn.create(DirectoryBundle(File(args[0])), ::LiteRtHostRunner).use { model ->
        for (text in File(args[1]).readText().split('\u0000')) println(measure(model, text).joinToString("\t"))
    }
}

private fun measure(model: DemoSentimentEn, text: String): List<Long> {
    val invoke = bareCall(model, text)
    val predict = { model.predict(text).score }
    repeat(WARM_UP) {
        predict()
        invoke.run()
    }
    val predicts = LongArray(ROUNDS)
    val invokes = LongArray(ROUNDS)
    for (round in 0 until ROUNDS) { // turn about, and each one first as often as the other
        if (round % 2 == 0) predicts[round] = nanoseconds { predict() }
        invokes[round] = nanoseconds { invoke.run() }
        if (round % 2 != 0) predicts[round] = nanoseconds { predict() }
    }
    val differences = LongArray(ROUNDS) { predicts[it] - invokes[it] }
    return listOf(median(predicts), median(invokes), median(differences), allocated { predict() }, allocated { invoke.run() })
}

/** LiteRT's own call on memory of its own that holds the inputs for [text]: no check, no lock, no copy. */
@Suppress("UNCHECKED_CAST")
private fun bareCall(model: DemoSentimentEn, text: String): BoundCall {
    val (runner, bundle) = model.session.runner to model.session.bundle
    val signature = bundle.manifest.signature("serving_default")
    val packed = TextPreprocessor(bundle).pack(text)
    val values = mapOf("token_ids" to packed.tokenIds, "padding_mask" to packed.paddingMask, "segment_ids" to packed.segmentIds)
    val inputs = signature.inputs.associate { it.name to runner.tensor(signature.key, Direction.INPUT, it) }
    for ((name, tensor) in inputs) {
        check(signature.inputs.single { it.name == name }.type === ElementType.INT32)
        (tensor as Tensor<IntArray>).write(values.getValue(name))
    }
    return runner.bind(signature.key, inputs, signature.outputs.associate { it.name to runner.tensor(signature.key, Direction.OUTPUT, it) })
}

/** Of one call, in a block of them. */
private inline fun nanoseconds(call: () -> Unit): Long {
    val start = System.nanoTime()
    repeat(BLOCK) { call() }
    return (System.nanoTime() - start) / BLOCK
}

private inline fun allocated(call: () -> Unit): Long {
    val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
    val thread = Thread.currentThread().id
    val before = threads.getThreadAllocatedBytes(thread)
    repeat(BLOCK) { call() }
    return (threads.getThreadAllocatedBytes(thread) - before) / BLOCK
}

private fun median(values: LongArray): Long = values.sortedArray()[values.size / 2]
