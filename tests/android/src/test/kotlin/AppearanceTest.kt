package dev.litert.sdkgen.sample

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import android.widget.ImageView
import android.widget.TextView
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.RuntimeEnvironment

/** Every screen, with an answer on it, in every configuration: rendered, looked at by rules, and written to `build/screenshots/`. */
@RunWith(ParameterizedRobolectricTestRunner::class)
internal class AppearanceTest(private val mode: String, private val qualifiers: String, private val fontScale: Float) : ScreenTest() {
    @Test
    fun home() = look("home", MainActivity::class.java, "Text classification", "Image classification", "Named tensors") {}

    @Test
    fun text() = look("text", TextActivity::class.java, "Classify", "positive", "negative", "Examples") { activity ->
        activity.findViewById<EditText>(R.id.text).setText("a wonderful film")
        tap(activity, R.id.classify)
    }

    @Test
    fun image() = look("image", ImageActivity::class.java, "Draw a digit from 0 to 9", "Choose a picture", "7") { activity ->
        val pad = activity.findViewById<View>(R.id.pad)
        val place = IntArray(2).also(pad::getLocationInWindow)
        for (stroke in SEVEN) touch(activity, stroke.map { (x, y) -> place[0] + x / 100f * pad.width to place[1] + y / 100f * pad.height })
        settle(activity)
    }

    @Test
    fun tensors() = look("tensors", TensorsActivity::class.java, "serum: float32[1, 6]", "progression: float32[1, 1]") { tap(it, R.id.run) }

    @Test
    fun diagnosis() = look("diagnosis", DiagnosisActivity::class.java, "Accelerator", "samples equal Keras", "SHA-256", "pass") { tap(it, R.id.run) }

    @Test
    fun failure() = look("failure", DiagnosisActivity::class.java, "That did not work", "Try again") { activity ->
        activity.findViewById<android.widget.Spinner>(R.id.accelerator).setSelection(1)
        tap(activity, R.id.run)
    }

    private fun look(name: String, screen: Class<out Activity>, vararg expected: String, use: (Activity) -> Unit) {
        RuntimeEnvironment.setQualifiers(qualifiers)
        RuntimeEnvironment.setFontScale(fontScale)
        val activity = open(screen).get()
        use(activity)
        val content = activity.findViewById<ViewGroup>(android.R.id.content)
        for (view in shown(content)) (view as? EditText)?.isCursorVisible = false // it blinks
        val texts = texts(content)
        for (words in expected) assertTrue("\"$words\" is not among $texts", texts.any { words in it })
        for (view in shown(content)) check(view)
        assertEquals(if ("ldrtl" in qualifiers) View.LAYOUT_DIRECTION_RTL else View.LAYOUT_DIRECTION_LTR, content.layoutDirection)
        val page = (content.getChildAt(0) as ViewGroup).getChildAt(0)
        for (picture in listOf(picture(activity.window.decorView, "$name-$mode"), picture(page, "$name-$mode-whole"))) checkPicture(picture)
    }

    /** Nothing is cut off, too small to touch, unreadable or silent. */
    private fun check(view: View) {
        val where = "${view.javaClass.simpleName} ${(view as? TextView)?.text ?: ""}"
        val density = view.resources.displayMetrics.density
        if (view is TextView && view.layout != null && view.text.isNotEmpty()) {
            assertTrue("$where is cut off", view.height >= view.layout.height + view.compoundPaddingTop + view.compoundPaddingBottom)
            assertEquals("$where is shortened", 0, (0 until view.layout.lineCount).sumOf { view.layout.getEllipsisCount(it) })
            for (line in 0 until view.layout.lineCount) assertTrue("$where is too wide", view.layout.getLineMax(line) <= view.layout.width + 1)
        }
        if (view.isClickable && view.isEnabled && !(view is TextView && view.isTextSelectable)) {
            assertTrue("$where: ${view.height / density} dp high", view.height >= 48 * density - 1)
        }
        if (view is ImageView || view is DrawingPad) assertTrue("$where has no description", !view.contentDescription.isNullOrEmpty())
        if (view is TextView && view !is Button && view.layoutDirection == View.LAYOUT_DIRECTION_RTL && view.text.isNotEmpty()) {
            assertEquals("$where does not begin at the right", view.layout.width.toFloat(), view.layout.getLineRight(0), 2f)
        }
    }

    private fun picture(view: View, name: String): Bitmap {
        val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(bitmap)
        canvas.drawColor(view.context.getColor(R.color.background))
        view.draw(canvas)
        val file = File(System.getProperty("sample.screenshots"), "$name.png")
        file.parentFile!!.mkdirs()
        file.outputStream().use { assertTrue(bitmap.compress(Bitmap.CompressFormat.PNG, 100, it)) }
        return bitmap
    }

    /** A blank page has one colour; a dark one is dark at its edge. */
    private fun checkPicture(bitmap: Bitmap) {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        val colours = pixels.distinct().size
        assertTrue("only $colours colours", colours > 50)
        val background = RuntimeEnvironment.getApplication().getColor(R.color.background)
        assertTrue("the background is not there", pixels.count { it == background } > pixels.size / 20)
        assertEquals("-night" in qualifiers, Color.luminance(background) < 0.2f)
    }

    companion object {
        private val SEVEN = listOf(listOf(28 to 20, 70 to 20, 45 to 85), listOf(38 to 52, 65 to 52))
        private const val PHONE = "w360dp-h720dp"

        @JvmStatic
        @Parameters(name = "{0}")
        fun modes(): List<Array<Any>> = listOf(
            arrayOf("light", "$PHONE-notnight-xhdpi", 1f),
            arrayOf("dark", "$PHONE-night-xhdpi", 1f),
            arrayOf("landscape", "w720dp-h360dp-land-notnight-xhdpi", 1f),
            arrayOf("large-font", "$PHONE-notnight-xhdpi", 2f),
            arrayOf("rtl", "ar-ldrtl-$PHONE-notnight-xhdpi", 1f),
        )
    }
}
