package dev.litert.sdkgen.sample

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.widget.LinearLayout
import android.widget.TextView

/** Names with their values, one below the other. */
internal class FactList(context: Context, attributes: AttributeSet?) : LinearLayout(context, attributes) {
    init {
        orientation = VERTICAL
    }

    fun show(facts: List<Fact>) {
        removeAllViews()
        for (fact in facts) {
            val row = LayoutInflater.from(context).inflate(R.layout.row_fact, this, false)
            row.findViewById<TextView>(R.id.label).text = fact.label
            val value = row.findViewById<TextView>(R.id.value)
            value.text = fact.value
            if (fact.colour != 0) value.setTextColor(context.getColor(fact.colour))
            row.contentDescription = context.getString(R.string.named_value, fact.label, fact.value)
            addView(row)
        }
    }
}

/** @property colour a colour resource for the value, or 0 */
internal class Fact(val label: String, val value: String, val colour: Int = 0)
