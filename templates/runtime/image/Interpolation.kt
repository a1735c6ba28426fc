package dev.litert.sdkgen.runtime

/** How colours between pixels are found, in the terms of `keras.layers.Resizing`. */
public enum class Interpolation {
    /** The pixel that the sampling point falls in. */
    NEAREST,

    /** Between the four pixels around the sampling point, by distance. */
    BILINEAR,

    /** From 4x4 pixels by Keys' cubic kernel (a = -0.5); results may leave 0..255. */
    BICUBIC,
}
