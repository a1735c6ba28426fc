package dev.litert.sdkgen.runtime

/** Masks of [rows] x [columns] numbers, which are above [threshold] on the thing, brought from the model's input to a picture. */
internal class MaskLogits(private val step: ImageStep, private val rows: Int, private val columns: Int, private val threshold: Float) {
    /** The numbers of mask [i] of [values], which has one after the other. */
    fun of(values: FloatArray, i: Int): FloatArray = values.copyOfRange(i * rows * columns, (i + 1) * rows * columns)

    /** [logits] interpolated to a picture of [width] x [height], then compared with the threshold. */
    fun segmentation(logits: FloatArray, width: Int, height: Int): Segmentation {
        val window = ImageWindow.of(step.fit, width, height, step.width, step.height)
        val ids = IntArray(width * height)
        if (window.width < width || window.height < height) ids.fill(Segmentation.UNSEEN)
        window.interpolate(logits, rows, columns, width, height) { pixel, value -> ids[pixel] = if (value > threshold) 1 else 0 }
        return Segmentation(width, height, ids, LABELS)
    }

    private companion object {
        val LABELS = listOf("background", "foreground")
    }
}
