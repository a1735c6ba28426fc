package dev.litert.sdkgen.runtime

/**
 * Turns a picture of any size into the model's input as the manifest's `preprocess` step of type `image` says: resize, `* scale`, `+ offset`.
 *
 * It repeats KerasHub's `ImageConverter` on float32 pixels (which is what `predict` and `fit` use; a converter that is called on 8-bit
 * arrays rounds to whole colour values after resizing). Safe to use from several threads.
 *
 * @throws ModelMismatchException if the manifest has no such step, or one that this runtime does not understand
 */
public class ImagePreprocessor(bundle: ModelBundle) {
    private val resizer: ImageResizer
    private val scale: FloatArray
    private val offset: FloatArray
    private val isBlueFirst: Boolean
    private val isCut: Boolean

    /** Columns of the model's input. */
    public val width: Int get() = resizer.width

    /** Rows of the model's input. */
    public val height: Int get() = resizer.height

    /** 3 for red, green, blue, in this order or the reverse one, as the model takes them; 1 for the luma (ITU-R 601). */
    public val channels: Int

    init {
        val step = ImageStep(bundle)
        channels = step.channels
        resizer = ImageResizer(step.width, step.height, channels, step.fit, step.interpolation, step.antialias)
        scale = step.scale
        offset = step.offset
        isBlueFirst = step.isBlueFirst
        isCut = step.isCut
    }

    /**
     * @return `height * width * channels` values, channels last, in the model's order
     * @throws IllegalArgumentException if the model takes pictures of one size only and [image] has another
     */
    public fun pixels(image: RgbImage): FloatArray {
        val values = resizer.resize(image)
        if (isCut) for (i in values.indices) values[i] = values[i].coerceIn(0f, 255f)
        if (isBlueFirst) swapRedAndBlue(values)
        // Two passes: each rounds to float32 once, as in Keras.
        if (scale.isNotEmpty()) for (i in values.indices) values[i] *= scale[i % scale.size]
        if (offset.isNotEmpty()) for (i in values.indices) values[i] += offset[i % offset.size]
        return values
    }

    private fun swapRedAndBlue(values: FloatArray) {
        for (i in values.indices step 3) {
            val red = values[i]
            values[i] = values[i + 2]
            values[i + 2] = red
        }
    }
}
