package dev.litert.sdkgen.runtime

/** Finds things in a picture. Generated object detectors implement it, so that an app can take any of them, or a fake in its tests. */
public fun interface ObjectDetector {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @return what was found, best score first; boxes are in pixels of [image]
     * @throws IllegalArgumentException if the model takes pictures of one size only and this is another
     */
    public fun predict(image: RgbImage): List<Detection>
}
