package dev.litert.sdkgen.sample

import android.app.Activity
import android.view.View
import android.widget.EditText
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.fakes.RoboMenuItem

/** What every screen has from WorkActivity: faults, rotation in the middle of work, and nothing left behind. */
internal class LifecycleTest : ScreenTest() {
    @Test
    fun aFailureIsShownAndTryingAgainWorks() {
        val controller = open(TextActivity::class.java)
        val activity = controller.get()
        val library = System.getProperty(LIBRARY)!!
        System.setProperty(LIBRARY, "/nowhere/libLiteRt.so")
        try {
            classify(activity)
            assertTrue(text(activity, R.id.failure_text), text(activity, R.id.failure_text).startsWith("That did not work: assets/demo_sentiment_en"))
            assertFalse(isShown(activity, R.id.result))
            val rotated = reconfigure(controller, "+land")
            assertTrue("a failure survives rotation", isShown(rotated, R.id.failure))
        } finally {
            System.setProperty(LIBRARY, library)
        }
        tap(controller.get(), R.id.retry)
        assertFalse(isShown(controller.get(), R.id.failure))
        assertTrue(text(controller.get(), R.id.verdict).startsWith("positive"))
    }

    @Test
    fun anAnswerThatComesAfterRotationIsShownOnTheNewScreen() {
        val controller = open(TextActivity::class.java)
        val old = controller.get()
        old.findViewById<EditText>(R.id.text).setText(TEXT)
        old.findViewById<View>(R.id.classify).performClick() // the model is not open yet, so this cannot be done already
        await("work has begun") { old.work.isBusy }
        assertTrue(isShown(old, R.id.busy))
        val rotated = reconfigure(controller, "+land")
        assertNotEquals(old, rotated)
        assertTrue(text(rotated, R.id.verdict).startsWith("positive"))
        assertFalse("the screen that is gone was touched", isShown(old, R.id.result))
    }

    @Test
    fun workIsOffTheMainThread() {
        val threads = ArrayList<Thread>()
        val work = Work<AutoCloseable, String> {
            threads += Thread.currentThread()
            AutoCloseable { threads += Thread.currentThread() }
        }
        work.start { "answer" }
        await("answer") { work.result != null }
        work.close()
        await("closed") { threads.size == 2 }
        assertFalse("opened or closed on the main thread", Thread.currentThread() in threads)
    }

    @Test
    fun onlyTheLatestAnswerCounts() {
        val work = Work<AutoCloseable, Int> { AutoCloseable { } }
        val seen = ArrayList<Int?>()
        work.listener = { if (!work.isBusy) seen += work.result }
        for (i in 1..20) work.start { i }
        await("answer") { work.result == 20 }
        assertEquals(listOf<Int?>(20), seen)
        work.close()
    }

    @Test
    fun goingBackClosesTheModel() {
        val controller = open(TextActivity::class.java)
        classify(controller.get())
        val model = controller.get().work.model!!
        controller.get().onOptionsItemSelected(RoboMenuItem(android.R.id.home))
        assertTrue(controller.get().isFinishing)
        leave(controller)
        await("the model is closed") { runCatching { model.predict(TEXT) }.exceptionOrNull() is IllegalStateException }
        assertNull(controller.get().work.listener)
    }

    @Test
    fun goingBackWhileTheModelOpensClosesItAsSoonAsItIsOpen() {
        val controller = open(TextActivity::class.java)
        controller.get().findViewById<EditText>(R.id.text).setText(TEXT)
        controller.get().findViewById<View>(R.id.classify).performClick()
        val work = controller.get().work
        await("work has begun") { work.isBusy }
        leave(controller)
        await("closed, or never opened") { work.model.let { it == null || runCatching { it.predict(TEXT) }.isFailure } }
    }

    @Test
    fun workThatOutlivesAScreenDoesNotHoldIt() {
        val screens = listOf(
            TextActivity::class.java to R.id.classify,
            ImageActivity::class.java to R.id.pad, // a finger that touches it has drawn a dot
            TensorsActivity::class.java to R.id.run,
            DiagnosisActivity::class.java to R.id.run,
        )
        for ((screen, button) in screens) {
            val controller = open(screen)
            controller.get().findViewById<EditText>(R.id.text)?.setText(TEXT)
            tap(controller.get(), button)
            val work = controller.get().work
            assertTrue("nothing was computed", work.result != null)
            leave(controller)
            assertEquals(emptyList<String>(), screensHeldBy(work, "work", HashSet()))
        }
    }

    /** Paths through the app's own objects, closures among them, that lead to an activity or a view. */
    private fun screensHeldBy(value: Any?, path: String, seen: MutableSet<Any>): List<String> = when {
        value is Activity || value is View -> listOf(path)
        value == null || !value.javaClass.name.startsWith("dev.litert.sdkgen.sample") || !seen.add(value) -> emptyList()
        else -> generateSequence<Class<*>>(value.javaClass) { it.superclass }.takeWhile { it.name.startsWith("dev.litert.sdkgen.sample") }
            .flatMap { it.declaredFields.asSequence() }
            .flatMap { field -> screensHeldBy(field.apply { isAccessible = true }.get(value), "$path.${field.name}", seen) }.toList()
    }

    private fun classify(activity: TextActivity) {
        activity.findViewById<EditText>(R.id.text).setText(TEXT)
        tap(activity, R.id.classify)
    }

    private companion object {
        const val LIBRARY = "litert.library"
        const val TEXT = "a wonderful film"
    }
}
