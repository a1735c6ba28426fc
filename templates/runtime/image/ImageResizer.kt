package dev.litert.sdkgen.runtime

/**
 * Resizes pictures to [width] x [height] floats of 0..255 as `keras.layers.Resizing` does on float32 input with the TensorFlow backend.
 *
 * Every combination gives Keras' numbers to the bit (where TensorFlow itself computes without fused multiply-add, as on x86). What a picture
 * size needs is computed once and kept for the next picture of that size. Safe to use from several threads.
 *
 * @param channels 3 for red, green, blue; 1 for the luma (ITU-R 601)
 * @param antialias whether a shrinking picture is filtered; [Interpolation.NEAREST] ignores it
 */
public class ImageResizer(
    public val width: Int,
    public val height: Int,
    private val channels: Int,
    private val fit: ImageFit,
    private val interpolation: Interpolation,
    private val antialias: Boolean,
) {
    init {
        require(width > 0 && height > 0) { "expected a width and height of 1 or more but was ${width}x$height" }
        require(channels == 1 || channels == 3) { "expected 1 or 3 channels but was $channels" }
        require(width.toLong() * height * channels <= Int.MAX_VALUE) { "${width}x$height with $channels channels is more than an array holds" }
    }

    @Volatile
    private var last: Plan? = null

    /**
     * @return `height * width * channels` values, channels last
     * @throws IllegalArgumentException if the fit is [ImageFit.NONE] and [image] has another size
     */
    public fun resize(image: RgbImage): FloatArray {
        require(fit != ImageFit.NONE || (image.width == width && image.height == height)) {
            "this model does not resize pictures: expected ${width}x$height pixels (width x height) but was ${image.width}x${image.height}; resize it before"
        }
        // Threads with pictures of different sizes may replace each other's plan: slower, never wrong.
        val plan = last?.takeIf { it.width == image.width && it.height == image.height } ?: plan(image.width, image.height).also { last = it }
        return plan.sampler.sample(image)
    }

    private fun plan(imageWidth: Int, imageHeight: Int): Plan {
        val window = ImageWindow.of(fit, imageWidth, imageHeight, width, height)
        val sampler = when {
            interpolation == Interpolation.NEAREST -> linear(window, LinearAxis::nearest)
            antialias -> kernel(window) { input, output -> KernelAxis.antialias(interpolation, input, output) }
            interpolation == Interpolation.BICUBIC -> kernel(window, KernelAxis::bicubic)
            else -> linear(window, LinearAxis::bilinear)
        }
        return Plan(imageWidth, imageHeight, sampler)
    }

    private fun linear(window: ImageWindow, axis: (Int, Int) -> LinearAxis): PixelSampler =
        LinearSampler(window, axis(window.width, width), axis(window.height, height), channels)

    private fun kernel(window: ImageWindow, axis: (Int, Int) -> KernelAxis): PixelSampler =
        KernelSampler(window, axis(window.width, width), axis(window.height, height), channels)

    private class Plan(val width: Int, val height: Int, val sampler: PixelSampler)
}
