package dev.litert.sdkgen.runtime

import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.FloatBuffer
import java.nio.IntBuffer
import java.nio.LongBuffer
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** What InterpreterRunner hands to the classic Interpreter, which cannot run here: its Android library is not for a desktop. */
class BufferTensorTest {
    private fun tensor(type: ElementType<*>) = BufferTensor(TensorSpec("x", type, listOf(1, 3)))

    @Test
    fun `the buffer and the tensor share memory, and arrays are copied`() {
        val tensor = tensor(ElementType.FLOAT32)
        val values = floatArrayOf(1f, 2f, 3f)
        tensor.write(values)
        values[0] = 9f
        val buffer = tensor.buffer as FloatBuffer
        assertEquals(listOf(1f, 2f, 3f), List(3) { buffer.get(it) })
        buffer.put(1, 7f)
        val read = tensor.read() as FloatArray
        assertArrayEquals(floatArrayOf(1f, 7f, 3f), read)
        read[1] = 0f
        assertEquals(7f, buffer.get(1))
    }

    @Test
    fun `every type has the buffer that the Interpreter copies`() {
        tensor(ElementType.INT32).run {
            write(intArrayOf(1, 2, 3))
            assertEquals(2, (buffer as IntBuffer).get(1))
            assertArrayEquals(intArrayOf(1, 2, 3), read() as IntArray)
        }
        tensor(ElementType.INT64).run {
            write(longArrayOf(1, 2, 3))
            assertEquals(2, (buffer as LongBuffer).get(1))
            assertArrayEquals(longArrayOf(1, 2, 3), read() as LongArray)
        }
        for (type in listOf(ElementType.INT8, ElementType.UINT8)) tensor(type).run {
            write(byteArrayOf(1, -2, 3))
            val bytes = buffer as ByteBuffer
            assertEquals(ByteOrder.nativeOrder(), bytes.order())
            assertEquals(-2, bytes.get(1))
            assertArrayEquals(byteArrayOf(1, -2, 3), read() as ByteArray)
        }
        tensor(ElementType.BOOL).run {
            write(booleanArrayOf(true, false, true))
            assertEquals(listOf<Byte>(1, 0, 1), List(3) { (buffer as ByteBuffer).get(it) })
            assertArrayEquals(booleanArrayOf(true, false, true), read() as BooleanArray)
        }
    }
}
