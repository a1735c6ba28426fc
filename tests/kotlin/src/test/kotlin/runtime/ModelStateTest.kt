package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotSame
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

class ModelStateTest {
    private fun FakeTensors.int(name: String) = (getValue(name).value as IntArray)[0]

    private fun FakeTensors.set(name: String, value: Int) {
        getValue(name).value = intArrayOf(value)
    }

    private fun SignatureCall.step(input: String, value: Int, output: String? = null): Int {
        input(input, ElementType.INT32).write(intArrayOf(value))
        run()
        return if (output == null) 0 else output(output, ElementType.INT32).read()[0]
    }

    private val seq2seq = manifestText(
        "[${signatureText("encode", listOf("text int32 1"), listOf("memory int32 1"))}, " +
            "${signatureText("decode", listOf("memory int32 1", "k int32 1", "token int32 1"), listOf("k int32 1", "sum int32 1"))}]",
        """, "state": [{"input": "memory", "output": "memory"}, {"input": "k", "output": "k"}]""",
    )

    /** An encoder writes `memory` once; each decoder step reads it and adds to `k`. */
    private val runner = FakeRunner { signature, i, o ->
        if (signature == "encode") {
            o.set("memory", 100 * i.int("text"))
        } else {
            assertEquals(setOf("memory", "k", "token"), i.keys)
            assertNotSame(i["k"], o["k"], "a call must not write what it reads")
            o.set("k", i.int("k") + i.int("token"))
            o.set("sum", i.int("memory") + o.int("k"))
        }
    }

    @Test
    fun `hands on what was written`() = fakeSession(seq2seq, runner).use { session ->
        val encode = session.call("encode")
        val decode = session.call("decode")
        assertEquals(listOf("token"), decode.inputs.map { it.name })
        assertEquals(listOf("sum"), decode.outputs.map { it.name })
        session.exclusive {
            encode.step("text", 7)
            assertEquals(listOf(701, 703, 706, 710), listOf(1, 2, 3, 4).map { decode.step("token", it, "sum") })
            encode.step("text", 8)
            assertEquals(810, decode.step("token", 0, "sum"))
            session.clearState()
            assertEquals(5, decode.step("token", 5, "sum"))
        }
        // memory once and k twice, text, token and sum; encode bound once and decode for both turns
        assertEquals(6, runner.tensors.size)
        assertEquals(3, runner.bindings)
    }

    @ParameterizedTest
    @ValueSource(booleans = [true, false])
    fun `what is updated in place exists once, where the runner can`(updatesInPlace: Boolean) {
        val manifest = manifestText(
            "[${signatureText("step", listOf("k int32 1", "s int32 1", "token int32 1"), listOf("k int32 1", "s int32 1"))}]",
            """, "state": [{"input": "k", "output": "k", "update": "in_place"}, {"input": "s", "output": "s"}]""",
        )
        val runner = FakeRunner(updatesInPlace) { _, i, o ->
            assertEquals(updatesInPlace, i["k"] === o["k"])
            assertNotSame(i["s"], o["s"])
            val (k, s) = listOf("k", "s").map { i.int(it) + i.int("token") }
            o.set("k", k)
            o.set("s", s)
        }
        fakeSession(manifest, runner).use { session ->
            val step = session.call("step")
            session.exclusive {
                val versions = listOf(1, 2, 3).map {
                    step.step("token", it)
                    session.stateVersion
                }
                assertEquals(versions.distinct(), versions)
                session.clearState()
                step.step("token", 5)
            }
        }
        assertEquals(if (updatesInPlace) 4 else 5, runner.tensors.size) // k, s twice, and the token
        assertEquals(listOf(5, 5), listOf("k", "s").map { name -> runner.tensors.filter { it.spec.name == name }.maxOf { (it.value as IntArray)[0] } })
    }

    @Test
    fun `states that different signatures write do not disturb each other`() {
        val manifest = manifestText(
            "[${signatureText("a", listOf("p int32 1", "x int32 1"), listOf("p int32 1"))}, " +
                "${signatureText("b", listOf("q int32 1", "x int32 1"), listOf("q int32 1"))}, " +
                "${signatureText("read", listOf("p int32 1", "q int32 1", "x int32 1"), listOf("both int32 1"))}]",
            """, "state": [{"input": "p", "output": "p"}, {"input": "q", "output": "q"}]""",
        )
        val runner = FakeRunner { signature, i, o ->
            when (signature) {
                "a" -> o.set("p", i.int("p") + i.int("x"))
                "b" -> o.set("q", i.int("q") + i.int("x"))
                else -> o.set("both", 1000 * i.int("p") + i.int("q"))
            }
        }
        fakeSession(manifest, runner).use { session ->
            val (a, b, read) = listOf("a", "b", "read").map { session.call(it) }
            session.exclusive {
                a.step("x", 1)
                assertEquals(1000, read.step("x", 0, "both"))
                b.step("x", 1)
                b.step("x", 2)
                b.step("x", 3)
                assertEquals(1006, read.step("x", 0, "both"))
                a.step("x", 4)
                a.step("x", 5)
                assertEquals(10006, read.step("x", 0, "both"))
            }
        }
    }

    @Test
    fun `a prefill that only writes the cache is read by the next step`() {
        val manifest = manifestText(
            "[${signatureText("prefill", listOf("tokens int32 2"), listOf("cache_out int32 1"))}, " +
                "${signatureText("decode", listOf("cache_in int32 1", "token int32 1"), listOf("cache_out int32 1", "sum int32 1"))}]",
            """, "state": [{"input": "cache_in", "output": "cache_out"}]""",
        )
        val runner = FakeRunner { signature, i, o ->
            if (signature == "prefill") {
                o.set("cache_out", (i.getValue("tokens").value as IntArray).sum())
            } else {
                o.set("cache_out", i.int("cache_in") + i.int("token"))
                o.set("sum", o.int("cache_out"))
            }
        }
        fakeSession(manifest, runner).use { session ->
            val prefill = session.call("prefill")
            val decode = session.call("decode")
            session.exclusive {
                for (start in listOf(10, 20, 30)) {
                    prefill.input("tokens", ElementType.INT32).write(intArrayOf(start, 1))
                    prefill.run()
                    assertEquals(listOf(start + 3, start + 6, start + 10), listOf(2, 3, 4).map { decode.step("token", it, "sum") })
                }
            }
        }
    }

    @Test
    fun `a quantized state is cleared to its zero point`() {
        val cache = """{"name": "k", "dtype": "int8", "shape": [2], "quantization": {"scale": 0.5, "zero_point": -7}}"""
        val manifest = manifestText("""[{"key": "s", "inputs": [$cache], "outputs": [$cache]}]""", """, "state": [{"input": "k", "output": "k"}]""")
        val runner = FakeRunner { _, i, o ->
            assertEquals(listOf<Byte>(-7, -7), (i.getValue("k").value as ByteArray).toList())
            o.getValue("k").value = byteArrayOf(1, 2)
        }
        fakeSession(manifest, runner).use { session ->
            val call = session.call("s")
            session.exclusive {
                call.run()
                session.clearState()
                call.run()
            }
        }
    }
}
