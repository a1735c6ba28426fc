package dev.litert.sdkgen.runtime

import kotlin.math.max
import kotlin.math.min

/**
 * The rectangle that becomes the model's input, in pixels of the picture.
 *
 * It lies inside the picture when cropping; when padding it reaches beyond it ([left] or [top] is negative then), and is black there.
 */
internal class ImageWindow(val left: Int, val top: Int, val width: Int, val height: Int) {
    companion object {
        /** The window of an image of [width] x [height] for a target of [targetWidth] x [targetHeight]. */
        fun of(fit: ImageFit, width: Int, height: Int, targetWidth: Int, targetHeight: Int): ImageWindow {
            // The size with the target's aspect ratio that shares one side with the picture. Float32 and truncation as in Keras: the last pixel depends on it.
            val fullWidth = ((height.toLong() * targetWidth).toFloat() / targetHeight).toInt()
            val fullHeight = ((width.toLong() * targetHeight).toFloat() / targetWidth).toInt()
            return when (fit) {
                ImageFit.CROP -> {
                    val cropWidth = max(min(width, fullWidth), 1)
                    val cropHeight = max(min(height, fullHeight), 1)
                    ImageWindow((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight)
                }
                ImageFit.PAD -> {
                    // Keras puts the same margin on both sides: an odd remainder is lost, and the aspect ratio is off by a pixel.
                    val marginX = (max(width, fullWidth) - width) / 2
                    val marginY = (max(height, fullHeight) - height) / 2
                    ImageWindow(-marginX, -marginY, width + 2 * marginX, height + 2 * marginY)
                }
                ImageFit.STRETCH, ImageFit.NONE -> ImageWindow(0, 0, width, height)
            }
        }
    }
}
