package golden

import dev.litert.sdkgen.runtime.Direction
import dev.litert.sdkgen.runtime.ElementType
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.ModelBundle
import dev.litert.sdkgen.runtime.ModelException
import dev.litert.sdkgen.runtime.Sample
import dev.litert.sdkgen.runtime.Tensor
import dev.litert.sdkgen.runtime.TestBundles
import golden.plain_dense.PlainDense
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import golden.plain_dense.java.PlainDense as PlainDenseJava

/** The generated wrapper of any model, on the real LiteRT library; also on a file whose inputs stand in another order than declared. */
class TensorsTest {
    @ParameterizedTest
    @ValueSource(strings = ["plain_dense", "plain_dense_permuted"])
    fun `predict equals Keras in Kotlin`(name: String) {
        val bundle = TestBundles.bundle(name)
        PlainDense.create(bundle, ::LiteRtHostRunner).use { model ->
            compare(bundle) { a, b -> model.predict(a = a, b = b).sum }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = ["plain_dense", "plain_dense_permuted"])
    fun `predict equals Keras in Java`(name: String) {
        val bundle = TestBundles.bundle(name)
        PlainDenseJava.create(bundle, ::LiteRtHostRunner).use { model ->
            compare(bundle) { a, b -> model.predict(a, b).sum }
            compare(bundle) { a, b -> model.run(PlainDenseJava.Inputs().b(b).a(a)).sum }
        }
    }

    @Test
    fun `filled by position the permuted file would be wrong`() {
        val plain = TestBundles.bundle("plain_dense")
        val permuted = TestBundles.bundle("plain_dense_permuted")
        assertEquals(PlainDense.CONTRACT, permuted.manifest.contract)
        for (order in listOf("list_index", "position")) {
            assertEquals(listOf("a", "b"), fileOrder(plain, order))
            assertEquals(listOf("b", "a"), fileOrder(permuted, order))
        }
        val sample = Sample.of(plain).first()
        assertTrue(sample.difference("sum", runByPosition(plain, sample)) < TOLERANCE) { "where the orders agree, position is as good as a name" }
        val error = assertThrows<ModelException> { runByPosition(permuted, sample) }
        println("by position: ${error.message}")
    }

    /** The inputs' names in the order of the file, as the manifest records it. */
    private fun fileOrder(bundle: ModelBundle, order: String): List<String> =
        bundle.manifest.json["signatures"].list.single()["inputs"].list.sortedBy { it[order].int }.map { it["name"].string }

    /** What a list-based API would do: the first declared input into the file's first place, and so on. */
    private fun runByPosition(bundle: ModelBundle, sample: Sample): FloatArray = LiteRtHostRunner(bundle).use { runner ->
        val signature = bundle.manifest.signature("serving_default")
        val places = fileOrder(bundle, "list_index")
        val declared = signature.inputs.map { spec -> runner.tensor(signature.key, Direction.INPUT, spec) }
        @Suppress("UNCHECKED_CAST") // a is float32, b is int32
        (declared[0] as Tensor<FloatArray>).write(sample.input("a", ElementType.FLOAT32))
        @Suppress("UNCHECKED_CAST")
        (declared[1] as Tensor<IntArray>).write(sample.input("b", ElementType.INT32))
        val sum = runner.tensor(signature.key, Direction.OUTPUT, signature.outputs.single())
        runner.bind(signature.key, places.zip(declared).toMap(), mapOf("sum" to sum)).run()
        sum.read() as FloatArray
    }

    private fun compare(bundle: ModelBundle, run: (FloatArray, IntArray) -> FloatArray) {
        val samples = Sample.of(bundle)
        val differences = samples.map { it.difference("sum", run(it.input("a", ElementType.FLOAT32), it.input("b", ElementType.INT32))) }
        println("${samples.size} samples of $bundle, largest difference ${differences.max()}")
        assertTrue(differences.max() < TOLERANCE) { "$differences" }
    }
}
