package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class SignatureCallTest {
    private val manifest = manifestText("[${signatureText("s", listOf("x float32 1 3", "m bool 2"), listOf("y int64 2"))}]")

    private fun <R> refusal(block: () -> R): String = assertThrows<IllegalArgumentException> { block() }.message!!

    @Test
    fun `arrays of the wrong length never reach the model`() = fakeSession(manifest).use { session ->
        session.exclusive {
            val call = session.call("s")
            val x = call.input("x", ElementType.FLOAT32)
            assertEquals("x: expected 3 values [1, 3] but was 2", refusal { x.write(FloatArray(2)) })
            assertEquals("x: expected 3 values [1, 3] but was 4", refusal { x.write(FloatArray(4)) })
            x.write(floatArrayOf(1f, 2f, 3f))
            assertArrayEquals(floatArrayOf(1f, 2f, 3f), x.read())
        }
    }

    @Test
    fun `names and types are checked when a tensor is asked for`() = fakeSession(manifest).use { session ->
        val call = session.call("s")
        assertEquals("s: expected an INPUT of [x, m] but was y", refusal { call.input("y", ElementType.INT64) }.replace("[m, x]", "[x, m]"))
        assertEquals("s: expected an OUTPUT of [y] but was x", refusal { call.output("x", ElementType.FLOAT32) })
        assertEquals("INPUT x: expected float32 but was int32", refusal { call.input("x", ElementType.INT32) })
        assertEquals("OUTPUT y: expected int64 but was float32", refusal { call.output("y", ElementType.FLOAT32) })
        assertEquals(listOf("x", "m"), call.inputs.map { it.name })
        assertEquals(listOf("y"), call.outputs.map { it.name })
    }

    @Test
    fun `an input that was never written is refused`() = fakeSession(manifest).use { session ->
        session.exclusive {
            val call = session.call("s")
            call.input("x", ElementType.FLOAT32).write(FloatArray(3))
            assertEquals("s: input m was never written", assertThrows<IllegalStateException> { call.run() }.message)
            call.input("m", ElementType.BOOL).write(BooleanArray(2))
            call.run()
            call.run()
        }
    }

    @Test
    fun `a closed call is refused, and a view cannot free what the call has bound`() {
        val runner = FakeRunner()
        fakeSession(manifest, runner).use { session ->
            session.exclusive {
                val call = session.call("s")
                val x = call.input("x", ElementType.FLOAT32)
                x.close()
                assertTrue(runner.tensors.all { it.isOpen })
                x.write(FloatArray(3))
                call.close()
                assertTrue(runner.tensors.none { it.isOpen })
                assertEquals("x: its call is closed", assertThrows<IllegalStateException> { x.write(FloatArray(3)) }.message)
                assertEquals("x: its call is closed", assertThrows<IllegalStateException> { x.read() }.message)
                assertEquals("s: the call is closed", assertThrows<IllegalStateException> { call.run() }.message)
            }
        }
    }

    @Test
    fun `run-time sizes are filled in, and only the latest stay allocated`() {
        val runner = FakeRunner { _, i, o -> o.getValue("y").value = (i.getValue("x").value as FloatArray).map { -it }.toFloatArray() }
        fakeSession(manifestText("[${signatureText("s", listOf("x float32 batch 2"), listOf("y float32 batch 2"))}]"), runner).use { session ->
            session.exclusive {
                val calls = SizedCalls(session, "s")
                val one = calls.at(mapOf("batch" to 1))
                assertSame(one, calls.at(mapOf("batch" to 1)))
                val three = calls.at(mapOf("batch" to 3))
                assertFalse(runner.tensors[0].isOpen || runner.tensors[1].isOpen)
                three.input("x", ElementType.FLOAT32).write(FloatArray(6) { it.toFloat() })
                three.run()
                assertArrayEquals(FloatArray(6) { -it.toFloat() }, three.output("y", ElementType.FLOAT32).read())
                assertEquals("x: expected a size for batch but there are only []", refusal { calls.at(emptyMap()) })
                assertTrue(calls.at(mapOf("batch" to 3)) !== three, "a call that was closed must not come back")
            }
        }
    }
}
