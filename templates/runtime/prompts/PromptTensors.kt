package dev.litert.sdkgen.runtime

/**
 * A prompt as the signature `decode` takes it.
 *
 * @property points x and y of each point in pixels of the model's input; KerasHub's padding point and those that are missing are at (0, 0)
 * @property labels 1 or 0 for a point, -1 for the padding point that KerasHub wants behind points without a box, -2 for none
 * @property box left, top, right, bottom
 * @property mask a number for each place, above 0 for the thing
 */
internal class PromptTensors(val points: FloatArray, val labels: IntArray, val box: FloatArray?, val mask: FloatArray?)

/** Brings prompts from the pixels of a picture to those of the model's input, of which [rows] x [columns] places make a mask. */
internal class PromptEncoder(private val step: ImageStep, private val capacity: Int, private val rows: Int, private val columns: Int) {
    /**
     * @throws IllegalArgumentException if [prompt] has nothing, too many points, or something that the model does not see of a picture of [width] x [height]
     */
    fun encode(prompt: Prompt, width: Int, height: Int): PromptTensors {
        require(prompt.points.isNotEmpty() || prompt.box != null || prompt.mask != null) { "expected a prompt with a point, a box or a mask but it has none" }
        require(prompt.points.size <= capacity) { "expected at most $capacity points but was ${prompt.points.size}" }
        val view = View(ImageWindow.of(step.fit, width, height, step.width, step.height), width, height)
        val points = FloatArray(2 * (capacity + 1))
        val labels = IntArray(capacity + 1) { ABSENT }
        for ((i, point) in prompt.points.withIndex()) {
            require(view.sees(point)) { "expected points in $view but was (${point.x}, ${point.y})" }
            points[2 * i] = view.x(point.x)
            points[2 * i + 1] = view.y(point.y)
            labels[i] = point.label
        }
        if (prompt.points.isNotEmpty() && prompt.box == null) labels[prompt.points.size] = PADDING
        return PromptTensors(points, labels, prompt.box?.let(view::corners), prompt.mask?.let { logits(it, view) })
    }

    private fun logits(mask: PromptedMask, view: View): FloatArray {
        mask.logits?.let { logits ->
            require(logits.size == rows * columns) { "expected a mask of this model, of ${rows * columns} numbers, but was ${logits.size}" }
            return logits
        }
        val drawn = mask.segmentation
        require(drawn.width == view.width && drawn.height == view.height) {
            "expected a mask of ${view.width}x${view.height} but was ${drawn.width}x${drawn.height}"
        }
        val across = LinearAxis.nearest(view.window.width, columns).lower
        val down = LinearAxis.nearest(view.window.height, rows).lower
        return FloatArray(rows * columns) { i ->
            val x = across[i % columns] + view.window.left
            val y = down[i / columns] + view.window.top
            val isInside = x in 0 until drawn.width && y in 0 until drawn.height && drawn.classIds[y * drawn.width + x] == 1
            if (isInside) CERTAIN else -CERTAIN
        }
    }

    /** The part of the picture that the model sees: [sees], and the way from the picture's pixels to the input's. */
    private inner class View(val window: ImageWindow, val width: Int, val height: Int) {
        private val seen = Box(
            maxOf(window.left, 0).toFloat(),
            maxOf(window.top, 0).toFloat(),
            minOf(window.left + window.width, width).toFloat(),
            minOf(window.top + window.height, height).toFloat(),
        )

        fun sees(point: Prompt.Point): Boolean = point.x >= seen.left && point.x <= seen.right && point.y >= seen.top && point.y <= seen.bottom

        fun x(x: Float): Float = (x - window.left) * step.width / window.width

        fun y(y: Float): Float = (y - window.top) * step.height / window.height

        fun corners(box: Box): FloatArray {
            val left = maxOf(box.left, seen.left)
            val top = maxOf(box.top, seen.top)
            val right = minOf(box.right, seen.right)
            val bottom = minOf(box.bottom, seen.bottom)
            require(left < right && top < bottom) { "expected a box with a part in $this but was $box" }
            return floatArrayOf(x(left), y(top), x(right), y(bottom))
        }

        override fun toString(): String = "the part $seen of the picture that the model sees (${this@View.width}x${this@View.height})"
    }

    private companion object {
        const val PADDING = -1
        const val ABSENT = -2

        /** The logit of a drawn mask's pixels: a probability of 0.99995. */
        const val CERTAIN = 10f
    }
}
