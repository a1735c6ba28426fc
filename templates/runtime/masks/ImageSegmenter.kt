package dev.litert.sdkgen.runtime

/** Says what each pixel belongs to. Generated image segmenters implement it, so that an app can take any of them, or a fake in its tests. */
public fun interface ImageSegmenter {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @return a class for each pixel of [image]
     * @throws IllegalArgumentException if the model takes pictures of one size only and this is another
     */
    public fun predict(image: RgbImage): Segmentation
}
