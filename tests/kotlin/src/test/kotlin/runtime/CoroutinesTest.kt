package dev.litert.sdkgen.runtime

import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

@Timeout(60)
class CoroutinesTest {
    private val model = FakeModel(fakeSession(manifestText("[${signatureText("s", listOf("x int32 1"), listOf("y int32 1"))}]")))

    @Test
    fun `await leaves the caller's thread and lets one in at a time`() = runBlocking {
        val inside = AtomicInteger()
        val caller = Thread.currentThread()
        val answers = List(200) { i ->
            async {
                model.await {
                    assertNotEquals(caller, Thread.currentThread())
                    assertEquals(1, inside.incrementAndGet())
                    session.exclusive { i }.also { inside.decrementAndGet() }
                }
            }
        }.awaitAll()
        assertEquals(List(200) { it }, answers)
    }

    @Test
    fun `a call that is cancelled while it waits never runs, one that runs is finished`() = runBlocking {
        val entered = CountDownLatch(1)
        val leave = CountDownLatch(1)
        var finished = false
        var ran = false
        val running = launch(Dispatchers.Default) {
            model.await {
                entered.countDown()
                leave.await()
                finished = true
            }
        }
        entered.await()
        val waiting = launch { model.await { ran = true } }
        yield()
        waiting.cancel()
        waiting.join()
        running.cancel()
        leave.countDown()
        running.join()
        assertTrue(finished)
        assertFalse(ran)
        assertEquals(3, model.await { 3 })
    }

    @Test
    fun `await passes exceptions on, also that of a closed model`() {
        runBlocking<Unit> {
            assertThrows<ArithmeticException> { runBlocking { model.await { throw ArithmeticException() } } }
            model.close()
            assertEquals("test is closed", assertThrows<IllegalStateException> { runBlocking { model.await { session.exclusive { } } } }.message)
        }
    }

    /** Counts from [start] until told to stop, as a generation does. */
    private fun FakeModel.count(start: Int, listener: TokenListener<Int>): Unit = session.exclusive {
        var token = start
        while (listener.onToken(token)) token++
    }

    @Test
    fun `a stream ends with its collector and owns the model until then`() = runBlocking {
        assertEquals(listOf(5, 6, 7), model.stream { onToken -> count(5, onToken) }.take(3).toList())
        val flow = model.stream { onToken -> count(0, onToken) }
        List(8) { async(Dispatchers.Default) { flow.take(10 + it).toList() } }.awaitAll().forEach { assertEquals(it.indices.toList(), it) }
        assertEquals(listOf("a", "b"), model.stream { onToken -> listOf("a", "b").forEach { onToken.onToken(it) } }.toList())
        assertThrows<CancellationException> { runBlocking { model.stream<_, Int> { throw CancellationException("stopped") }.toList() } }
        assertEquals(1, model.await { session.exclusive { 1 } })
    }
}
