package documented.pictures

import android.content.ContentResolver
import android.net.Uri
import dev.litert.sdkgen.sample.litert.Digits
import dev.litert.sdkgen.sample.litert.runtime.PictureReader
import dev.litert.sdkgen.sample.litert.runtime.PixelLayout
import dev.litert.sdkgen.sample.litert.runtime.RgbImage

// As it stands in docs/pictures.md.

fun label(model: Digits, resolver: ContentResolver, photo: Uri): String = model.predict(PictureReader().read(resolver, photo)).label

fun picture(bytes: ByteArray): RgbImage = RgbImage.fromBytes(bytes, width = 640, height = 480, PixelLayout.RGBA, rowStride = 2624)
