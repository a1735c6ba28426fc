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

    @Test
    fun `what one call makes is another's input where it lies`() {
        val signatures = listOf(
            signatureText("make", listOf("x float32 2"), listOf("y float32 2")),
            signatureText("take", listOf("y float32 2", "i int32 1"), listOf("z float32 1")),
            signatureText("other", listOf("y float32 3"), listOf("z float32 1")),
        )
        val runner = FakeRunner { signature, i, o ->
            if (signature == "make") o.getValue("y").value = (i.getValue("x").value as FloatArray).map { 2 * it }.toFloatArray()
            if (signature == "take") {
                val (place) = i.getValue("i").value as IntArray
                o.getValue("z").value = floatArrayOf((i.getValue("y").value as FloatArray)[place])
            }
        }
        fakeSession(manifestText("[${signatures.joinToString()}]"), runner).use { session ->
            val make = session.call("make")
            val take = session.call("take", mapOf("y" to make))
            assertEquals(listOf("i"), take.inputs.map { it.name })
            assertEquals(4, runner.tensors.size, "y exists once")
            session.exclusive {
                make.input("x", ElementType.FLOAT32).write(floatArrayOf(3f, 5f))
                make.run()
                for ((i, expected) in listOf(10f, 6f).withIndex()) {
                    take.input("i", ElementType.INT32).write(intArrayOf(1 - i))
                    take.run()
                    assertEquals(expected, take.output("z", ElementType.FLOAT32).read().single())
                }
                take.close()
                make.run()
            }
            assertEquals(
                "make: expected the output y: float32[3] but was y: float32[2]",
                assertThrows<ModelMismatchException> { session.call("other", mapOf("y" to make)) }.message,
            )
            assertEquals("make: expected an OUTPUT of [y] but was i", refusal { session.call("take", mapOf("i" to make)) })
            assertThrows<ModelMismatchException> { session.call("take", mapOf("w" to make)) }
        }
    }
}
