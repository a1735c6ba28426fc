package dev.litert.sdkgen.sample

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.graphics.Bitmap
import android.net.Uri
import android.os.Bundle
import android.view.View
import android.widget.ImageView
import android.widget.TextView
import android.widget.Toast
import dev.litert.sdkgen.sample.litert.Digits
import dev.litert.sdkgen.sample.litert.runtime.Classification
import dev.litert.sdkgen.sample.litert.runtime.PictureReader
import dev.litert.sdkgen.sample.litert.runtime.await
import dev.litert.sdkgen.sample.litert.runtime.toBitmap
import dev.litert.sdkgen.sample.litert.runtime.toRgbImage

/** An image classifier: `Digits.create(context)`, then `predict(image)`, for a drawing or a chosen picture. */
internal class ImageActivity : WorkActivity<Digits, ImageAnswer>(R.layout.activity_image, { Digits.create(it) }) {
    private val reader = PictureReader(MAX_PIXELS)

    override fun prepare(state: Bundle?) {
        val pad = findViewById<DrawingPad>(R.id.pad)
        pad.onDrawn = { classify { pad.picture() } }
        findViewById<View>(R.id.clear).setOnClickListener {
            pad.clear()
            findViewById<View>(R.id.result).visibility = View.GONE
        }
        findViewById<View>(R.id.choose).setOnClickListener { choose() }
    }

    private fun choose() {
        val intent = Intent(Intent.ACTION_GET_CONTENT).addCategory(Intent.CATEGORY_OPENABLE).setType("image/*")
        try {
            startActivityForResult(intent, CHOOSE)
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(this, R.string.image_no_app, Toast.LENGTH_LONG).show()
        }
    }

    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        super.onActivityResult(requestCode, resultCode, data)
        val uri = data?.data
        if (requestCode == CHOOSE && resultCode == Activity.RESULT_OK && uri != null) classify(uri)
    }

    private fun classify(uri: Uri) {
        findViewById<DrawingPad>(R.id.pad).clear()
        val resolver = applicationContext.contentResolver
        work.start { model -> model.await { reader.read(resolver, uri).let { ImageAnswer(it.toBitmap(), predict(it)) } } }
    }

    private fun classify(drawing: () -> Bitmap) {
        val picture = drawing()
        work.start { model -> model.await { ImageAnswer(picture, predict(picture.toRgbImage())) } }
    }

    override fun show(result: ImageAnswer) {
        findViewById<View>(R.id.result).visibility = View.VISIBLE
        findViewById<ImageView>(R.id.seen).setImageBitmap(result.picture)
        val best = result.classification
        findViewById<TextView>(R.id.verdict).text = getString(R.string.verdict, best.label, ScoreList.percent(best.score))
        findViewById<ScoreList>(R.id.scores).show(best)
    }

    private companion object {
        const val CHOOSE = 1

        /** More are neither shown nor of use to the model. */
        const val MAX_PIXELS = 1 shl 20
    }
}

/** A classification and the picture that it is about. */
internal class ImageAnswer(val picture: Bitmap, val classification: Classification)
