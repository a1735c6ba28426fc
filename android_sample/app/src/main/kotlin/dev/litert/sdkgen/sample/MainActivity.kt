package dev.litert.sdkgen.sample

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.widget.LinearLayout
import android.widget.TextView

/** The list of screens. */
internal class MainActivity : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(R.layout.activity_main)
        val list = findViewById<LinearLayout>(R.id.screens)
        for (screen in SCREENS) {
            val card = layoutInflater.inflate(R.layout.card_screen, list, false)
            card.findViewById<TextView>(R.id.title).setText(screen.title)
            card.findViewById<TextView>(R.id.summary).setText(screen.summary)
            card.setOnClickListener { startActivity(Intent(this, screen.activity)) }
            list.addView(card)
        }
    }

    private class Screen(val title: Int, val summary: Int, val activity: Class<out Activity>)

    private companion object {
        val SCREENS = listOf(
            Screen(R.string.text_title, R.string.text_summary, TextActivity::class.java),
            Screen(R.string.image_title, R.string.image_summary, ImageActivity::class.java),
            Screen(R.string.tensors_title, R.string.tensors_summary, TensorsActivity::class.java),
            Screen(R.string.diagnosis_title, R.string.diagnosis_summary, DiagnosisActivity::class.java),
        )
    }
}
