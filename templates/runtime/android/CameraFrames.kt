@file:JvmName("CameraFrames")

package dev.litert.sdkgen.runtime

import android.graphics.ImageFormat
import android.media.Image

/**
 * What this frame of a camera shows within its crop rectangle, upright. From Java: `CameraFrames.toRgbImage(image, rotationDegrees, converter)`.
 *
 * @param rotationDegrees how far the frame is turned clockwise, so that it is upright: CameraX's `ImageInfo.getRotationDegrees`
 * @param converter the same one for all frames of a camera: its memory is used again
 * @return valid until the next use of [converter]; this image may be closed before
 * @throws IllegalArgumentException if the format is not `YUV_420_888`, or [rotationDegrees] no multiple of 90
 */
public fun Image.toRgbImage(rotationDegrees: Int, converter: YuvConverter): RgbImage {
    require(format == ImageFormat.YUV_420_888) { "expected a frame in YUV_420_888 (${ImageFormat.YUV_420_888}) but was the format $format" }
    val (y, u, v) = planes
    val crop = cropRect
    return converter.convert(YuvFrame(width, height, y.toYuvPlane(), u.toYuvPlane(), v.toYuvPlane(), crop.left, crop.top, crop.right, crop.bottom), rotationDegrees)
}

private fun Image.Plane.toYuvPlane() = YuvPlane(buffer, rowStride, pixelStride)
