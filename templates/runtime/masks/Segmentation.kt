package dev.litert.sdkgen.runtime

/**
 * What each pixel of a picture belongs to.
 *
 * @property width columns of the picture that was passed to `predict`
 * @property height rows of that picture
 * @property classIds `width * height` places in [labels], row by row from the top left; [UNSEEN] where the model did not look, since it crops pictures
 * @property labels the names of the classes
 * @throws IllegalArgumentException if [classIds] has another length, or a class without a label
 */
public class Segmentation(public val width: Int, public val height: Int, public val classIds: IntArray, public val labels: List<String>) {
    init {
        val size = width.toLong() * height
        require(classIds.size.toLong() == size) { "expected $size classes for ${width}x$height but was ${classIds.size}" }
        for (id in classIds) require(id in UNSEEN until labels.size) { "expected classes from $UNSEEN to ${labels.size - 1} but was $id" }
    }

    /** The class of the pixel in column [x] and row [y], or null where the model did not look. */
    public fun labelAt(x: Int, y: Int): String? {
        require(x in 0 until width && y in 0 until height) { "expected a pixel of ${width}x$height but was ($x, $y)" }
        return labels.getOrNull(classIds[y * width + x])
    }

    /** Whether each pixel belongs to the class [index]. */
    public fun mask(index: Int): BooleanArray {
        require(index in labels.indices) { "expected a class from 0 to ${labels.size - 1} but was $index" }
        return BooleanArray(classIds.size) { classIds[it] == index }
    }

    /**
     * A copy of [image] with each pixel in the colour of its class.
     *
     * @param image the picture that was passed to `predict`
     * @param opacity 0 leaves the picture as it is, 1 hides it
     * @param colors a `0xRRGGBB` colour for each class
     * @throws IllegalArgumentException if [image] has another size, or there are too few colours
     */
    @JvmOverloads
    public fun overlay(image: RgbImage, opacity: Float = 0.5f, colors: IntArray = palette(labels.size)): RgbImage {
        require(image.width == width && image.height == height) { "expected a picture of ${width}x$height but was ${image.width}x${image.height}" }
        require(opacity in 0f..1f) { "expected an opacity from 0 to 1 but was $opacity" }
        require(colors.size >= labels.size) { "expected ${labels.size} colours but was ${colors.size}" }
        val pixels = IntArray(classIds.size) { i -> if (classIds[i] == UNSEEN) image.pixels[i] else mixed(image.pixels[i], colors[classIds[i]], opacity) }
        return RgbImage(width, height, pixels)
    }

    public companion object {
        /** The class of pixels that the model did not see. */
        public const val UNSEEN: Int = -1

        /** Colours that tell [size] classes apart: those of the PASCAL VOC data set, whose first is black. */
        @JvmStatic
        public fun palette(size: Int): IntArray = IntArray(size) { index ->
            var color = 0
            for (bit in 0 until 8) {
                for (channel in 0 until 3) {
                    if (index ushr (3 * bit + channel) and 1 == 1) color = color or (1 shl (16 - 8 * channel + 7 - bit))
                }
            }
            color
        }

        private fun mixed(pixel: Int, color: Int, opacity: Float): Int {
            var result = pixel and (0xFF shl 24)
            for (shift in intArrayOf(16, 8, 0)) {
                val from = pixel ushr shift and 0xFF
                val to = color ushr shift and 0xFF
                result = result or ((from + (to - from) * opacity + 0.5f).toInt() shl shift)
            }
            return result
        }
    }
}
