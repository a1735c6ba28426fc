package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The real LiteRT library on a file whose batch and length are open, as a generated class calls it. */
class RunTimeSizesTest {
    @Test
    fun `each size answers what Keras answered`() {
        val directory = TestBundles.vectors("run_time_sizes")
        val bundle = DirectoryBundle(File(directory, "bundle"))
        val cases = Json.parse("cases.json", File(directory, "cases.json").readText()).list
        assertEquals(4, cases.size)
        ModelSession.open(bundle, bundle.manifest.contract, ::LiteRtHostRunner) { it }.use { session ->
            val calls = SizedCalls(session, "serving_default")
            for (case in cases) session.exclusive {
                val call = calls.at(listOf("batch", "sequence").associateWith { case["sizes"][it].int })
                for (input in call.inputs) {
                    val values = case["inputs"][input.name].list.map { it.int }
                    call.input(input.name, ElementType.INT32).write(values.toIntArray())
                }
                call.run()
                val expected = case["logits"].list.map { it.float }.toFloatArray()
                assertArrayEquals(expected, call.output("logits", ElementType.FLOAT32).read(), TOLERANCE, "${case["sizes"]}")
            }
        }
    }

    private companion object {
        const val TOLERANCE = 1e-4f
    }
}
