package dev.litert.sdkgen.sample

import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.LinearLayout
import java.io.File
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

internal class TensorsActivityTest : ScreenTest() {
    private val controller by lazy { open(TensorsActivity::class.java) }
    private val activity get() = controller.get()

    @Test
    fun theFormShowsEachInputWithTypeAndShape() {
        val labels = rows().map { texts(it).first() }
        assertEquals(listOf("age: int32[1, 1]", "sex: int32[1, 1]", "bmi: float32[1, 1]", "blood_pressure: float32[1, 1]", "serum: float32[1, 6]"), labels)
        assertFalse(isShown(activity, R.id.result))
    }

    @Test
    fun answersAsKerasDid() {
        val samples = JSONObject(File(System.getProperty("sample.assets"), "diabetes_progression/samples.json").readText()).getJSONArray("samples")
        assertEquals(3, samples.length())
        for (i in 0 until samples.length()) {
            val sample = samples.getJSONObject(i)
            val inputs = sample.getJSONObject("inputs")
            for (name in inputs.keys()) field(name).setText(inputs.getJSONArray(name).join(" "))
            tap(activity, R.id.run)
            val expected = sample.getJSONObject("outputs").getJSONArray("progression").getDouble(0)
            assertEquals(expected, output(), 1e-4 * maxOf(1.0, Math.abs(expected)))
        }
    }

    @Test
    fun theExampleIsAnswered() {
        tap(activity, R.id.run)
        assertEquals("progression: float32[1, 1]", texts(activity.findViewById(R.id.outputs)).first())
        assertTrue("${output()}", output() in 25.0..346.0)
    }

    @Test
    fun aFieldSaysWhatIsWrongWithIt() {
        assertFault("age", "59.5", "age: expected int32 but was \"59.5\"")
        assertFault("bmi", "", "bmi: expected 1 values but was 0")
        assertFault("serum", "1 2 3", "serum: expected 6 values but was 3")
        assertFault("bmi", "NaN", "bmi: expected float32 but was \"NaN\"")
        field("bmi").setText("30")
        field("age").setText("59")
        field("serum").setText("157, 93.2, 38, 4, 4.8598, 87")
        tap(activity, R.id.run)
        assertNull(field("age").error)
        assertTrue(isShown(activity, R.id.result))
    }

    @Test
    fun whatWasTypedAndAnsweredSurvivesRotation() {
        field("age").setText("30")
        tap(activity, R.id.run)
        field("serum").setText("half of")
        val before = output()
        reconfigure(controller, "+land")
        assertEquals("30", field("age").text.toString())
        assertEquals("half of", field("serum").text.toString())
        assertEquals(before, output(), 0.0)
    }

    private fun assertFault(name: String, text: String, message: String) {
        field(name).setText(text)
        tap(activity, R.id.run)
        assertEquals(message, field(name).error)
        assertFalse(isShown(activity, R.id.result))
    }

    private fun rows(): List<View> = activity.findViewById<LinearLayout>(R.id.fields).let { list -> List(list.childCount, list::getChildAt) }

    private fun field(name: String): EditText = rows().single { texts(it).first().startsWith("$name:") }.findViewById(R.id.field_input)

    private fun output(): Double = texts(activity.findViewById<ViewGroup>(R.id.outputs))[1].toDouble()
}
