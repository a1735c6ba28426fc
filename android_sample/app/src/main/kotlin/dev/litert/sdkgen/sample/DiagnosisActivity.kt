package dev.litert.sdkgen.sample

import android.os.Bundle
import android.view.View
import android.widget.ArrayAdapter
import android.widget.Spinner
import android.widget.TextView

/** Which accelerator runs a model, how fast, and whether its answers are those of Keras. */
internal class DiagnosisActivity : WorkActivity<Diagnosis, Report>(R.layout.activity_diagnosis, ::Diagnosis) {
    override fun prepare(state: Bundle?) {
        val model = spinner(R.id.model, SampleModel.ALL)
        val choice = spinner(R.id.accelerator, Engine.CHOICES)
        findViewById<View>(R.id.run).setOnClickListener {
            val (chosen, engine) = SampleModel.ALL[model.selectedItemPosition] to Engine.CHOICES[choice.selectedItemPosition]
            work.start { it.run(chosen, engine) }
        }
    }

    private fun spinner(id: Int, items: List<Any>): Spinner = findViewById<Spinner>(id).also {
        it.adapter = ArrayAdapter(this, R.layout.item_choice, items)
    }

    override fun show(result: Report) {
        findViewById<View>(R.id.result).visibility = View.VISIBLE
        findViewById<View>(R.id.samples_card).visibility = View.VISIBLE
        val passed = result.samples.count(result::passes)
        val verdict = findViewById<TextView>(R.id.verdict)
        verdict.text = getString(R.string.diagnosis_verdict, passed, result.samples.size, result.tolerance.toString())
        verdict.setTextColor(getColor(if (passed == result.samples.size) R.color.success else R.color.error))
        findViewById<FactList>(R.id.facts).show(facts(result))
        findViewById<FactList>(R.id.samples).show(result.samples.map { sample ->
            val passes = result.passes(sample)
            val answer = getString(if (passes) R.string.diagnosis_pass else R.string.diagnosis_fail)
            Fact(sample.name, "$answer, ${sample.difference}", if (passes) R.color.success else R.color.error)
        })
    }

    private fun facts(report: Report): List<Fact> {
        val engine = report.engine
        val runs = report.runNanos
        val exported = getString(if (report.isAsExported) R.string.diagnosis_sha256_as_exported else R.string.diagnosis_sha256_changed)
        return listOf(
            Fact(getString(R.string.diagnosis_runner), engine.runner),
            Fact(getString(R.string.diagnosis_asked), engine.asked),
            Fact(getString(R.string.diagnosis_available), engine.available),
            Fact(getString(R.string.diagnosis_used), engine.used),
        ) + engine.refused.map { (accelerator, reason) -> Fact(getString(R.string.diagnosis_refused, accelerator), reason) } + listOf(
            Fact(getString(R.string.diagnosis_load), milliseconds(report.loadNanos)),
            Fact(getString(R.string.diagnosis_first), milliseconds(report.firstNanos)),
            Fact(getString(R.string.diagnosis_median, runs.size), milliseconds(runs[runs.size / 2])),
            Fact(getString(R.string.diagnosis_range), getString(R.string.milliseconds_range, runs.first() / 1e6, runs.last() / 1e6)),
            Fact(getString(R.string.diagnosis_file), getString(R.string.bytes, report.file, report.bytes)),
            Fact(getString(R.string.diagnosis_sha256), "${report.sha256} ($exported)", if (report.isAsExported) 0 else R.color.error),
        )
    }

    private fun milliseconds(nanos: Long) = getString(R.string.milliseconds, nanos / 1e6)
}
