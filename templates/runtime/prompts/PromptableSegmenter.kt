package dev.litert.sdkgen.runtime

/** Cuts out what a prompt points at. Generated promptable segmenters implement it, so that an app can take any of them, or a fake in its tests. */
public fun interface PromptableSegmenter {
    /**
     * @param image a picture of any size, unless the model's manifest demands one
     * @param prompt what to cut out, in pixels of [image]
     * @return masks as large as [image], each with a score
     * @throws IllegalArgumentException if [prompt] is empty, has too many points, or points at what the model does not see
     */
    public fun predict(image: RgbImage, prompt: Prompt): PromptedMasks
}
