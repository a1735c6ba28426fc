package dev.litert.sdkgen.sample

import android.app.Activity
import android.content.Intent
import android.graphics.BitmapFactory
import android.graphics.Rect
import android.net.Uri
import android.widget.ImageView
import java.io.File
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf

internal class ImageActivityTest : ScreenTest() {
    private val controller by lazy { open(ImageActivity::class.java) }
    private val activity get() = controller.get()

    @Test
    fun chosenPicturesAreAnsweredAsKerasDid() {
        val keras = KerasAnswers("digits")
        assertEquals(3, keras.pictures.size)
        for ((file, scores) in keras.pictures) {
            choose(file.readBytes())
            assertEquals(file.name, keras.verdict(scores), text(activity, R.id.verdict))
        }
    }

    @Test
    fun digitsThatTheModelNeverSawAreReadRight() {
        val models = File(System.getProperty("sample.models"))
        val held = JSONObject(File(models, "digits_held_out.json").readText())
        val sheet = BitmapFactory.decodeFile(File(models, "digits_held_out.png").path)
        val right = (0 until 20).count { i ->
            val tile = android.graphics.Bitmap.createBitmap(sheet, i % held.getInt("columns") * 8, i / held.getInt("columns") * 8, 8, 8)
            choose(Pictures.png(tile))
            text(activity, R.id.verdict).substringBefore(",") == held.getJSONArray("labels").getString(i)
        }
        assertTrue("only $right of 20", right >= 19)
    }

    @Test
    fun drawnDigitsAreRead() {
        for ((digit, strokes) in DRAWINGS) {
            tap(activity, R.id.clear)
            for (stroke in strokes) draw(stroke)
            assertEquals(digit, text(activity, R.id.verdict).substringBefore(","))
        }
        tap(activity, R.id.clear)
        assertFalse(isShown(activity, R.id.result))
    }

    @Test
    fun drawingAndAnswerSurviveRotation() {
        for (stroke in DRAWINGS.getValue("7")) draw(stroke)
        val (verdict, before) = text(activity, R.id.verdict) to pixels(activity.findViewById<DrawingPad>(R.id.pad).picture())
        val rotated = reconfigure(controller, "+land")
        assertEquals(verdict, text(rotated, R.id.verdict))
        assertTrue(before.contentEquals(pixels(rotated.findViewById<DrawingPad>(R.id.pad).picture())))
        assertEquals("pad and answer stand side by side", top(rotated, R.id.pad).height() > 0, top(rotated, R.id.result).left >= top(rotated, R.id.pad).right)
    }

    @Test
    fun whatIsNoPictureIsSaidAndTheNextOneWorks() {
        choose("no picture".toByteArray())
        assertTrue(text(activity, R.id.failure_text), "expected a picture" in text(activity, R.id.failure_text))
        assertTrue(isShown(activity, R.id.retry))
        choose(KerasAnswers("digits").pictures.keys.first().readBytes())
        assertFalse(isShown(activity, R.id.failure))
        assertTrue(isShown(activity, R.id.result))
        assertTrue(activity.findViewById<ImageView>(R.id.seen).drawable != null)
    }

    /** Answers the app's question for a picture as the system's chooser does. */
    private fun choose(content: ByteArray) {
        tap(activity, R.id.choose)
        val asked = shadowOf(activity).nextStartedActivityForResult.intent
        assertEquals("image/*", asked.type)
        val uri = Uri.parse("content://pictures/1")
        shadowOf(activity.contentResolver).registerInputStreamSupplier(uri) { content.inputStream() }
        shadowOf(activity).receiveResult(asked, Activity.RESULT_OK, Intent().setData(uri))
        settle(activity)
    }

    /** @param stroke points in hundredths of the pad */
    private fun draw(stroke: List<Pair<Int, Int>>) {
        val box = top(activity, R.id.pad)
        touch(activity, stroke.map { (x, y) -> box.left + x / 100f * box.width() to box.top + y / 100f * box.height() })
        settle(activity)
    }

    private fun top(activity: Activity, id: Int) = Rect().also { activity.findViewById<android.view.View>(id).getGlobalVisibleRect(it) }

    private fun pixels(bitmap: android.graphics.Bitmap) = IntArray(bitmap.width * bitmap.height).also { bitmap.getPixels(it, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height) }

    private companion object {
        val RING = (0..24).map { 50 + (22 * Math.sin(it * Math.PI / 12)).toInt() to 50 - (34 * Math.cos(it * Math.PI / 12)).toInt() }
        val DRAWINGS = mapOf(
            "0" to listOf(RING),
            "1" to listOf(listOf(42 to 28, 52 to 15, 52 to 85)),
            "7" to listOf(listOf(28 to 20, 70 to 20, 45 to 85), listOf(38 to 52, 65 to 52)), // with its bar, as in the data
            "4" to listOf(listOf(52 to 15, 28 to 58, 75 to 58), listOf(60 to 40, 60 to 88)),
        )
    }
}
