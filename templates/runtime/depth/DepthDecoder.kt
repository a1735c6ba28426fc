package dev.litert.sdkgen.runtime

/**
 * Turns a depth estimator's numbers into a [DepthMap], and brings it back from the model's output to the size of the caller's picture by bilinear
 * interpolation, with the float32 operations of TensorFlow's `ResizeBilinear`. Safe to use from several threads.
 *
 * @throws ModelMismatchException if the bundle is no depth estimator
 */
public class DepthDecoder(bundle: ModelBundle) {
    private val step = ImageStep(bundle)
    private val isMetric: Boolean
    private val rows: Int
    private val columns: Int

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "depth") post["type"].fail("depth")
        isMetric = when (post["kind"].string) {
            "metric" -> true
            "relative" -> false
            else -> post["kind"].fail("metric or relative")
        }
        val name = post["output"]
        val output = bundle.manifest.output(name)
        if (output.shape.size != 4 || output.shape[0] != 1 || output.shape[3] != 1 || !output.isFixed) {
            name.fail("an output of shape [1, rows, columns, 1], not $output,")
        }
        rows = output.shape[1]
        columns = output.shape[2]
    }

    /**
     * @param values what the model's output holds for one picture
     * @param width columns of the picture that the model saw, before it was brought to the model's size
     * @param height rows of that picture
     * @throws IllegalArgumentException if there are more or fewer values than the model gives
     */
    public fun decode(values: FloatArray, width: Int, height: Int): DepthMap {
        require(values.size == rows * columns) { "expected ${rows * columns} values but was ${values.size}" }
        val window = ImageWindow.of(step.fit, width, height, step.width, step.height)
        val depths = FloatArray(width * height)
        if (window.width < width || window.height < height) depths.fill(Float.NaN)
        window.interpolate(values, rows, columns, width, height) { pixel, depth -> depths[pixel] = depth }
        return DepthMap(width, height, depths, isMetric)
    }
}
