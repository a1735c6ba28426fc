package dev.litert.sdkgen.sample

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.TextView
import dev.litert.sdkgen.sample.litert.runtime.Classification
import java.text.NumberFormat

/** The best labels of a classification, each with a bar. */
internal class ScoreList(context: Context, attributes: AttributeSet?) : LinearLayout(context, attributes) {
    init {
        orientation = VERTICAL
    }

    fun show(classification: Classification) {
        removeAllViews()
        for (candidate in classification.top(ROWS)) {
            val row = LayoutInflater.from(context).inflate(R.layout.row_score, this, false)
            row.findViewById<TextView>(R.id.label).text = candidate.label
            row.findViewById<TextView>(R.id.percent).text = percent(candidate.score)
            row.findViewById<ProgressBar>(R.id.bar).let { it.progress = (candidate.score * it.max).toInt() }
            row.contentDescription = context.getString(R.string.score, candidate.label, percent(candidate.score))
            addView(row)
        }
    }

    companion object {
        private const val ROWS = 3

        /** A score from 0 to 1 as the reader's language writes it. */
        fun percent(score: Float): String = NumberFormat.getPercentInstance().apply { maximumFractionDigits = 1 }.format(score.toDouble())
    }
}
