package dev.litert.sdkgen.runtime

/** What happens to a picture whose aspect ratio is not the model's, in the terms of `keras.layers.Resizing`. */
public enum class ImageFit {
    /** The largest centred part with the model's aspect ratio is resized; what lies outside is not seen (`crop_to_aspect_ratio`). */
    CROP,

    /** Black margins fill the picture up to the model's aspect ratio, then it is resized (`pad_to_aspect_ratio`). */
    PAD,

    /** The picture is resized as a whole, and distorted. */
    STRETCH,

    /** Nothing is resized: the picture must have the model's size. */
    NONE,
}
