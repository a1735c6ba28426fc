package dev.litert.sdkgen.runtime

import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class ModelSessionTest {
    private val manifest = manifestText("[${signatureText("s", listOf("x int32 1"), listOf("y int32 1"))}]")

    @Test
    fun `one call at a time from any thread`() {
        val inside = AtomicInteger()
        val session = fakeSession(manifest, FakeRunner { _, i, o ->
            assertEquals(1, inside.incrementAndGet())
            Thread.sleep(1)
            o.getValue("y").value = i.getValue("x").value
            inside.decrementAndGet()
        })
        val call = session.call("s")
        val x = call.input("x", ElementType.INT32)
        val y = call.output("y", ElementType.INT32)
        val pool = Executors.newFixedThreadPool(8)
        val answers = (0 until 100).map { i ->
            pool.submit<Int> {
                session.exclusive {
                    x.write(intArrayOf(i))
                    call.run()
                    y.read()[0]
                }
            }
        }
        assertEquals((0 until 100).toList(), answers.map { it.get(1, TimeUnit.MINUTES) })
        pool.shutdown()
    }

    @Test
    fun `closes once, after the running call`() {
        val runner = FakeRunner()
        val session = fakeSession(manifest, runner)
        val entered = CountDownLatch(1)
        val leave = CountDownLatch(1)
        val running = thread { session.exclusive { entered.countDown(); leave.await() } }
        entered.await()
        val closing = thread { session.close() }
        closing.join(100)
        assertEquals(0, runner.closings)
        leave.countDown()
        running.join()
        closing.join()
        session.close()
        assertEquals(1, runner.closings)
    }

    @Test
    fun `use after close is an IllegalStateException`() {
        val session = fakeSession(manifest)
        val call = session.call("s")
        session.close()
        assertEquals("test is closed", assertThrows<IllegalStateException> { session.exclusive { } }.message)
        assertEquals("test is closed", assertThrows<IllegalStateException> { session.call("s") }.message)
        assertThrows<IllegalStateException> { call.input("x", ElementType.INT32).write(intArrayOf(1)) }
        assertThrows<IllegalStateException> { call.run() }
    }

    @Test
    fun `re-entry from a callback is an IllegalStateException, and the session goes on`() {
        val session = fakeSession(manifest)
        session.exclusive {
            val message = "test is running: do not use or close it in its own callback"
            assertEquals(message, assertThrows<IllegalStateException> { session.exclusive { } }.message)
            assertEquals(message, assertThrows<IllegalStateException> { session.close() }.message)
        }
        assertEquals(7, session.exclusive { 7 })
        assertThrows<ArithmeticException> { session.exclusive { throw ArithmeticException() } }
        assertEquals(8, session.exclusive { 8 })
    }

    @Test
    fun `tensors and state cannot be touched without the lock`() {
        val session = fakeSession(manifest)
        val call = session.call("s")
        for (use in listOf<() -> Unit>(
            { call.input("x", ElementType.INT32).write(intArrayOf(1)) },
            { call.output("y", ElementType.INT32).read() },
            { call.run() },
            { session.clearState() },
            { SizedCalls(session, "s").at(emptyMap()) },
        )) {
            assertEquals("test: use tensors and calls inside session.exclusive { } only", assertThrows<IllegalStateException> { use() }.message)
        }
    }

    @Test
    fun `a class that cannot be built leaves nothing open`() {
        val runner = FakeRunner()
        val bundle = MemoryBundle("manifest.json" to manifest)
        assertThrows<ModelMismatchException> { ModelSession.open(bundle, "c", { runner }) { it.call("t") } }
        assertEquals(1, runner.closings)
        var opened = false
        assertThrows<ModelMismatchException> { ModelSession.open(bundle, "other", { opened = true; runner }, ::FakeModel) }
        assertFalse(opened, "a bundle with another contract must be refused before its model is loaded")
        assertThrows<ModelException> { ModelSession.open(bundle, "c", { throw ModelException("no") }, ::FakeModel) }
        assertTrue(fakeSession(manifest).call("s").inputs.single().name == "x")
    }
}
