package dev.litert.sdkgen.sample

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Path
import android.os.Bundle
import android.os.Parcelable
import android.util.AttributeSet
import android.view.MotionEvent
import android.view.View
import kotlin.math.max

/** A square on which a finger draws. Strokes are kept in fractions of its side, so that they survive a change of size. */
internal class DrawingPad(context: Context, attributes: AttributeSet?) : View(context, attributes) {
    private var strokes = Strokes()
    private val ink = pen(context.getColor(R.color.text))
    private val edge = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.outline)
        style = Paint.Style.STROKE
        strokeWidth = resources.displayMetrics.density * 2
    }

    /** Called when the finger leaves the pad. */
    var onDrawn: (() -> Unit)? = null

    /** Removes all strokes. */
    fun clear() {
        strokes = Strokes()
        invalidate()
    }

    /** The drawing in white on black, cut to a square around it with a margin: where on the pad it was drawn does not matter. */
    fun picture(): Bitmap {
        val bitmap = Bitmap.createBitmap(PICTURE, PICTURE, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(bitmap)
        canvas.drawColor(Color.BLACK)
        val box = strokes.bounds()
        val side = max(max(box.width(), box.height()), LEAST_SIDE) * (1 + 2 * MARGIN)
        canvas.scale(PICTURE / side, PICTURE / side)
        canvas.translate(side / 2 - box.centerX(), side / 2 - box.centerY())
        canvas.drawPath(strokes.path(), pen(Color.WHITE).apply { strokeWidth = side * PICTURE_PEN })
        return bitmap
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val screen = resources.displayMetrics
        val side = minOf(MeasureSpec.getSize(widthMeasureSpec), (screen.density * LARGEST_DP).toInt(), (screen.heightPixels * LARGEST_PART).toInt())
        setMeasuredDimension(side, side)
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val side = width.toFloat()
        canvas.drawRect(0f, 0f, side, side, edge)
        canvas.scale(side, side)
        canvas.drawPath(strokes.path(), ink.apply { strokeWidth = PEN })
    }

    @SuppressLint("ClickableViewAccessibility") // a click draws nothing; pictures can be chosen instead
    override fun onTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> {
                parent.requestDisallowInterceptTouchEvent(true) // else the page scrolls
                strokes.begin(event.x / width, event.y / height)
            }
            MotionEvent.ACTION_MOVE, MotionEvent.ACTION_UP -> {
                for (i in 0 until event.historySize) strokes.add(event.getHistoricalX(i) / width, event.getHistoricalY(i) / height)
                strokes.add(event.x / width, event.y / height)
            }
            else -> return false
        }
        invalidate()
        if (event.actionMasked == MotionEvent.ACTION_UP) onDrawn?.invoke()
        return true
    }

    override fun onSaveInstanceState(): Parcelable = Bundle().apply {
        putParcelable("view", super.onSaveInstanceState())
        putFloatArray("strokes", strokes.toArray())
    }

    @Suppress("DEPRECATION") // the typed getParcelable came with API 33
    override fun onRestoreInstanceState(state: Parcelable?) {
        val bundle = state as Bundle
        super.onRestoreInstanceState(bundle.getParcelable("view"))
        strokes = Strokes(bundle.getFloatArray("strokes") ?: FloatArray(0))
    }

    private companion object {
        const val LARGEST_DP = 320
        const val LARGEST_PART = 0.5f
        const val PICTURE = 128
        const val PEN = 0.09f

        /** As thick as the digits that the model learned from. */
        const val PICTURE_PEN = 0.15f
        const val MARGIN = 0.12f
        const val LEAST_SIDE = 0.1f

        fun pen(colour: Int) = Paint(Paint.ANTI_ALIAS_FLAG).apply {
            color = colour
            style = Paint.Style.STROKE
            strokeCap = Paint.Cap.ROUND
            strokeJoin = Paint.Join.ROUND
        }
    }
}
