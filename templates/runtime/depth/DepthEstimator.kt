package dev.litert.sdkgen.runtime

/** Tells near from far in a picture. Generated depth estimators implement it, so that an app can take any of them, or a fake in its tests. */
public fun interface DepthEstimator {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @return a depth for each pixel of [image]
     * @throws IllegalArgumentException if the model takes pictures of one size only and this is another
     */
    public fun predict(image: RgbImage): DepthMap
}
