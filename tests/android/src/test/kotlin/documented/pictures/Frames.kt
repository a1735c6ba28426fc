package documented.pictures

import androidx.annotation.OptIn
import androidx.camera.core.ExperimentalGetImage
import androidx.camera.core.ImageAnalysis
import androidx.camera.core.ImageProxy
import dev.litert.sdkgen.sample.litert.Digits
import dev.litert.sdkgen.sample.litert.runtime.Classification
import dev.litert.sdkgen.sample.litert.runtime.YuvConverter
import dev.litert.sdkgen.sample.litert.runtime.toRgbImage
import java.util.concurrent.Executor

// As it stands in docs/pictures.md.

class FrameAnalyzer(private val model: Digits, private val onAnswer: (Classification) -> Unit) : ImageAnalysis.Analyzer {
    private val converter = YuvConverter() // its memory serves all frames

    @OptIn(ExperimentalGetImage::class)
    override fun analyze(proxy: ImageProxy) {
        val picture = proxy.use {
            val image = checkNotNull(it.image)
            image.cropRect = it.cropRect // what the user sees, where the camera has a ViewPort
            image.toRgbImage(it.imageInfo.rotationDegrees, converter)
        }
        onAnswer(model.predict(picture))
    }
}

fun analysis(executor: Executor, analyzer: FrameAnalyzer): ImageAnalysis {
    val analysis = ImageAnalysis.Builder().setBackpressureStrategy(ImageAnalysis.STRATEGY_KEEP_ONLY_LATEST).build()
    analysis.setAnalyzer(executor, analyzer) // an executor with one thread
    return analysis
}
