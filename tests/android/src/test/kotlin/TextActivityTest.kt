package dev.litert.sdkgen.sample

import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

internal class TextActivityTest : ScreenTest() {
    private val controller by lazy { open(TextActivity::class.java) }
    private val activity get() = controller.get()

    @Test
    fun answersAsKerasDid() {
        val keras = KerasAnswers("demo_sentiment_en")
        assertTrue("expected several texts among the samples", keras.texts.size > 2)
        for ((text, scores) in keras.texts.filterKeys(String::isNotBlank)) {
            classify(text)
            assertEquals(text, keras.verdict(scores), text(activity, R.id.verdict))
            val rows = texts(activity.findViewById(R.id.scores)).chunked(2).map { it[0] to it[1] }
            val expected = keras.labels.indices.sortedByDescending { scores[it] }.map { keras.labels[it] to ScoreList.percent(scores[it].toFloat()) }
            assertEquals(text, expected, rows)
        }
    }

    @Test
    fun anExampleIsFilledInAndClassified() {
        val example = activity.findViewById<LinearLayout>(R.id.examples).getChildAt(1) as TextView
        tap(activity, example)
        assertEquals(example.text.toString(), text(activity, R.id.text))
        assertTrue(isShown(activity, R.id.result))
    }

    @Test
    fun nothingToClassifyIsSaidAtTheField() {
        classify("  ")
        assertEquals("Write a sentence first", activity.findViewById<EditText>(R.id.text).error)
        assertFalse(isShown(activity, R.id.result))
    }

    @Test
    fun textAndAnswerSurviveRotation() {
        classify("a wonderful film")
        val verdict = text(activity, R.id.verdict)
        val model = activity.work.model!!
        val rotated = reconfigure(controller, "+land")
        assertEquals("a wonderful film", text(rotated, R.id.text))
        assertEquals(verdict, text(rotated, R.id.verdict))
        assertTrue(isShown(rotated, R.id.result))
        assertEquals("the model was opened anew", model, rotated.work.model)
    }

    @Test
    fun readersHearTheAnswer() {
        classify("a wonderful film")
        assertEquals(View.ACCESSIBILITY_LIVE_REGION_POLITE, activity.findViewById<View>(R.id.verdict).accessibilityLiveRegion)
        val row = activity.findViewById<ViewGroup>(R.id.scores).getChildAt(0)
        assertEquals(text(activity, R.id.verdict).replace(", ", ": "), row.contentDescription)
    }

    private fun classify(text: String) {
        activity.findViewById<EditText>(R.id.text).setText(text)
        tap(activity, R.id.classify)
    }
}
