package dev.litert.sdkgen.sample

import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import dev.litert.sdkgen.sample.litert.DemoSentimentEn
import dev.litert.sdkgen.sample.litert.runtime.Classification
import dev.litert.sdkgen.sample.litert.runtime.await

/** A text classifier: `DemoSentimentEn.create(context)`, then `predict(text)`. */
internal class TextActivity : WorkActivity<DemoSentimentEn, Classification>(R.layout.activity_text, { DemoSentimentEn.create(it) }) {
    private val input get() = findViewById<EditText>(R.id.text)

    override fun prepare(state: Bundle?) {
        findViewById<View>(R.id.classify).setOnClickListener { classify() }
        val list = findViewById<LinearLayout>(R.id.examples)
        for (example in resources.getStringArray(R.array.text_examples)) {
            val button = Button(this, null, 0, R.style.Sample_Button_Quiet)
            button.text = example
            button.setOnClickListener {
                input.setText(example)
                classify()
            }
            list.addView(button)
        }
    }

    private fun classify() {
        val text = input.text.toString()
        if (text.isBlank()) {
            input.error = getString(R.string.text_empty)
        } else {
            work.start { model -> model.await { predict(text) } }
        }
    }

    override fun show(result: Classification) {
        findViewById<View>(R.id.result).visibility = View.VISIBLE
        findViewById<TextView>(R.id.verdict).text = getString(R.string.verdict, result.label, ScoreList.percent(result.score))
        findViewById<ScoreList>(R.id.scores).show(result)
    }
}
