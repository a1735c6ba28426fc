package dev.litert.sdkgen.runtime

/** Finds all that a phrase names. Generated concept segmenters implement it, so that an app can take any of them, or a fake in its tests. */
public fun interface ConceptSegmenter {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @param phrase a few words such as `yellow school bus`; what exceeds the model's length is cut off
     * @return what was found, best score first, each with a mask as large as [image] and a box in its pixels; empty if there is none
     * @throws IllegalArgumentException if the model takes pictures of one size only and this is another
     */
    public fun predict(image: RgbImage, phrase: String): List<SegmentedInstance>
}
