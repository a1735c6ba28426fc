package dev.litert.sdkgen.sample

import android.os.Bundle
import android.view.View
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import dev.litert.sdkgen.sample.litert.DiabetesProgression
import dev.litert.sdkgen.sample.litert.DiabetesProgression.Inputs
import dev.litert.sdkgen.sample.litert.DiabetesProgression.Outputs
import dev.litert.sdkgen.sample.litert.runtime.SignatureSpec
import dev.litert.sdkgen.sample.litert.runtime.await

/**
 * A model without preprocessing: `DiabetesProgression.create(context)`, then `run(Inputs(age = ..., ...))`.
 * The form is made from the manifest, so only [inputs] and [outputs] know this model.
 */
internal class TensorsActivity : WorkActivity<DiabetesProgression, TensorsAnswer>(R.layout.activity_tensors, { DiabetesProgression.create(it) }) {
    private var texts: Map<String, String> = EXAMPLE
    private val fields = LinkedHashMap<String, Pair<TensorField, EditText>>()

    override fun prepare(state: Bundle?) {
        state?.getBundle(TEXTS)?.let { saved -> texts = saved.keySet().associateWith { saved.getString(it, "") } }
        findViewById<View>(R.id.run).setOnClickListener { run() }
        if (work.result == null && !work.isBusy) work.start { model -> TensorsAnswer(model.session.bundle.manifest.signatures.single(), null) }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        val saved = Bundle()
        for ((name, text) in texts) saved.putString(name, text)
        for ((name, field) in fields) saved.putString(name, field.second.text.toString())
        outState.putBundle(TEXTS, saved)
    }

    private fun run() {
        val inputs = inputs() ?: return
        work.start { model -> TensorsAnswer(model.session.bundle.manifest.signatures.single(), model.await { run(inputs) }) }
    }

    /** What the fields hold, or null where one of them says what is wrong. */
    private fun inputs(): Inputs? {
        val age = read("age", TensorField::ints)
        val sex = read("sex", TensorField::ints)
        val bmi = read("bmi", TensorField::floats)
        val bloodPressure = read("blood_pressure", TensorField::floats)
        val serum = read("serum", TensorField::floats)
        if (age == null || sex == null || bmi == null || bloodPressure == null || serum == null) return null
        return Inputs(age = age, sex = sex, bmi = bmi, bloodPressure = bloodPressure, serum = serum)
    }

    private fun outputs(outputs: Outputs): Map<String, FloatArray> = mapOf("progression" to outputs.progression)

    private fun <A : Any> read(name: String, parse: TensorField.(String) -> A): A? {
        val (field, view) = fields[name] ?: return null // not shown yet
        return try {
            field.parse(view.text.toString()).also { view.error = null }
        } catch (e: NumberFormatException) {
            view.error = e.message
            null
        }
    }

    override fun show(result: TensorsAnswer) {
        if (fields.isEmpty()) result.signature.inputs.forEach { add(TensorField(it)) }
        val outputs = outputs(result.outputs ?: return)
        findViewById<View>(R.id.result).visibility = View.VISIBLE
        findViewById<FactList>(R.id.outputs).show(
            result.signature.outputs.map { spec -> Fact(spec.toString(), outputs.getValue(spec.name).joinToString()) },
        )
    }

    private fun add(field: TensorField) {
        val list = findViewById<LinearLayout>(R.id.fields)
        val row = layoutInflater.inflate(R.layout.row_field, list, false)
        row.findViewById<TextView>(R.id.label).text = field.title
        val input = row.findViewById<EditText>(R.id.field_input)
        input.setText(texts[field.name])
        input.contentDescription = field.title
        fields[field.name] = field to input
        list.addView(row)
    }

    private companion object {
        const val TEXTS = "texts"

        /** The first patient of the data set; 151 was measured a year later. */
        val EXAMPLE = mapOf("age" to "59", "sex" to "2", "bmi" to "32.1", "blood_pressure" to "101", "serum" to "157 93.2 38 4 4.8598 87")
    }
}

/** What the model takes, and what it gave once it ran. */
internal class TensorsAnswer(val signature: SignatureSpec, val outputs: Outputs?)
