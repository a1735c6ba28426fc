package dev.litert.sdkgen.runtime

/**
 * One channel of a `0xAARRGGBB` pixel, 0..255: red, green, blue of [channels] = 3; the luma of [channels] = 1.
 *
 * The luma is ITU-R 601-2 in 16-bit fixed point, rounded half up: what Pillow's `convert("L")` computes, and so what
 * `keras.utils.load_img(color_mode="grayscale")` gave the model in training.
 */
internal fun channel(argb: Int, index: Int, channels: Int): Int =
    if (channels == 3) {
        argb ushr (16 - 8 * index) and 0xFF
    } else {
        ((argb ushr 16 and 0xFF) * 19595 + (argb ushr 8 and 0xFF) * 38470 + (argb and 0xFF) * 7471 + 0x8000) ushr 16
    }
