package dev.litert.sdkgen.sample

import android.app.Activity
import android.graphics.Rect
import android.os.Looper
import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.junit.After
import org.junit.Assert.assertTrue
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/** Opens screens as the system does, touches them as a finger does, and reads what they show. */
@RunWith(RobolectricTestRunner::class)
internal abstract class ScreenTest {
    private val opened = ArrayList<ActivityController<*>>()

    protected fun <A : Activity> open(screen: Class<A>): ActivityController<A> = Robolectric.buildActivity(screen).setup().also {
        opened += it
        settle(it.get())
    }

    /** Rotates, or changes anything else that makes the system create the activity anew. */
    protected fun <A : Activity> reconfigure(controller: ActivityController<A>, qualifiers: String): A {
        RuntimeEnvironment.setQualifiers(qualifiers)
        return controller.recreate().get().also(::settle)
    }

    /** Leaves the screen as the back button does. */
    protected fun leave(controller: ActivityController<*>) {
        controller.get().finish()
        controller.pause().stop().destroy()
        opened -= controller
    }

    @After
    fun leaveAll() {
        for (controller in opened.toList()) leave(controller)
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** Runs the main thread until [done]; the app's own threads are real. */
    protected fun await(what: String, done: () -> Boolean) {
        val end = System.nanoTime() + 20_000_000_000
        do {
            shadowOf(Looper.getMainLooper()).idle()
            if (done()) return
            Thread.sleep(2)
        } while (System.nanoTime() < end)
        assertTrue("not within 20 s: $what", done())
    }

    /** Waits until the screen has nothing left to compute. */
    protected fun settle(activity: Activity) {
        if (activity is WorkActivity<*, *>) await("$activity is idle") { !activity.work.isBusy }
        shadowOf(Looper.getMainLooper()).idle()
    }

    protected fun tap(activity: Activity, id: Int): Unit = tap(activity, activity.findViewById<View>(id))

    protected fun tap(activity: Activity, view: View) {
        view.requestRectangleOnScreen(Rect(0, 0, view.width, view.height), true)
        shadowOf(Looper.getMainLooper()).idle()
        val box = Rect()
        assertTrue("$view cannot be reached", view.getGlobalVisibleRect(box))
        touch(activity, listOf(box.exactCenterX() to box.exactCenterY()))
        settle(activity)
    }

    /** A finger that goes down, through all [points] in pixels of the window, and up. */
    protected fun touch(activity: Activity, points: List<Pair<Float, Float>>) {
        val start = SystemClock.uptimeMillis()
        val steps = listOf(MotionEvent.ACTION_DOWN to points.first()) + points.drop(1).map { MotionEvent.ACTION_MOVE to it } +
            (MotionEvent.ACTION_UP to points.last())
        steps.forEachIndexed { i, (action, point) ->
            val event = MotionEvent.obtain(start, start + 10L * i, action, point.first, point.second, 0)
            activity.dispatchTouchEvent(event)
            event.recycle()
        }
        shadowOf(Looper.getMainLooper()).idle() // a click is posted
    }

    protected fun text(activity: Activity, id: Int): String = activity.findViewById<TextView>(id).text.toString()

    protected fun isShown(activity: Activity, id: Int): Boolean = activity.findViewById<View>(id).isShown

    /** Every view that is shown below [root], and [root] itself. */
    protected fun shown(root: View): List<View> = when {
        root.visibility != View.VISIBLE -> emptyList()
        root is ViewGroup -> listOf(root) + (0 until root.childCount).flatMap { shown(root.getChildAt(it)) }
        else -> listOf(root)
    }

    protected fun texts(root: View): List<String> = shown(root).filterIsInstance<TextView>().map { it.text.toString() }
}
