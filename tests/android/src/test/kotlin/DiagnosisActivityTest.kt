package dev.litert.sdkgen.sample

import android.widget.Spinner
import java.io.File
import java.security.MessageDigest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

internal class DiagnosisActivityTest : ScreenTest() {
    private val controller by lazy { open(DiagnosisActivity::class.java) }
    private val activity get() = controller.get()

    @Test
    fun everySampleOfEveryModelEqualsKeras() {
        for (model in SampleModel.ALL) {
            run(model.bundle, "CPU")
            val report = activity.work.result!!
            assertTrue("${model.bundle}: no samples", report.samples.size >= 3)
            for (sample in report.samples) assertTrue("$sample: ${sample.difference}", sample.difference <= 1e-4f)
            assertEquals("${report.samples.size} of ${report.samples.size} samples equal Keras (allowed: 1.0E-4)", text(activity, R.id.verdict))
            val shown = texts(activity.findViewById(R.id.samples)).chunked(2)
            assertEquals(report.samples.map { it.name }, shown.map { it[0] })
            assertTrue("$shown", shown.all { it[1].startsWith("pass, ") })
        }
    }

    @Test
    fun theFileIsNamedWithItsSizeAndDigest() {
        run("digits", "CPU")
        val file = File(System.getProperty("sample.assets"), "digits/model.tflite").readBytes()
        val digest = MessageDigest.getInstance("SHA-256").digest(file).joinToString("") { "%02x".format(it) }
        assertEquals("$digest (as exported)", facts()["SHA-256"])
        assertEquals("model.tflite, %,d bytes".format(file.size), facts()["Model file"])
        for (time in listOf("Load", "First run", "Median of 50 runs", "Fastest and slowest")) {
            assertTrue("$time: ${facts()[time]}", Regex("""\d+\.\d{3}( to \d+\.\d{3})? ms""").matches(facts().getValue(time)))
        }
    }

    @Test
    fun whatWasAskedForIsToldApartFromWhatRuns() {
        run("digits", "NPU > GPU > CPU")
        assertEquals("LiteRT CompiledModel", facts()["Runner"])
        assertEquals("NPU > GPU > CPU", facts()["Asked for"])
        assertEquals("CPU", facts()["Available"])
        assertEquals("CPU", facts()["Used"])
        assertTrue("${facts()}", facts().getValue("GPU refused").isNotEmpty() && facts().getValue("NPU refused").isNotEmpty())
    }

    @Test
    fun anAcceleratorThatIsMissingIsAFailureFromWhichTheScreenRecovers() {
        run("digits", "GPU")
        assertTrue(text(activity, R.id.failure_text), "expected one of [GPU] to take the model" in text(activity, R.id.failure_text))
        assertFalse(isShown(activity, R.id.result))
        run("digits", "CPU")
        assertFalse(isShown(activity, R.id.failure))
        assertTrue(isShown(activity, R.id.result))
    }

    @Test
    fun aDifferenceAboveTheToleranceIsAFailedSample() {
        run("digits", "CPU")
        val report = activity.work.result!!
        assertTrue(report.passes(SampleReport("equal", report.tolerance)))
        assertFalse(report.passes(SampleReport("apart", report.tolerance * 1.1f)))
        assertFalse(report.passes(SampleReport("not a number", Float.POSITIVE_INFINITY)))
    }

    @Test
    fun choicesAndReportSurviveRotation() {
        run("diabetes_progression", "NPU > GPU > CPU")
        val before = facts()
        reconfigure(controller, "+land")
        assertEquals(before, facts())
        assertEquals("diabetes_progression", activity.findViewById<Spinner>(R.id.model).selectedItem.toString())
        assertEquals("NPU > GPU > CPU", activity.findViewById<Spinner>(R.id.accelerator).selectedItem.toString())
    }

    private fun run(model: String, accelerator: String) {
        select(R.id.model, model)
        select(R.id.accelerator, accelerator)
        tap(activity, R.id.run)
    }

    private fun select(id: Int, item: String) {
        val spinner = activity.findViewById<Spinner>(id)
        spinner.setSelection((0 until spinner.count).first { spinner.getItemAtPosition(it).toString() == item })
    }

    private fun facts(): Map<String, String> = texts(activity.findViewById(R.id.facts)).chunked(2).associate { it[0] to it[1] }
}
