package documented

import android.graphics.BitmapFactory
import android.graphics.Color
import android.graphics.ImageFormat
import android.graphics.Rect
import android.media.Image
import android.net.Uri
import androidx.camera.core.ImageInfo
import androidx.camera.core.ImageProxy
import dev.litert.sdkgen.sample.KerasAnswers
import dev.litert.sdkgen.sample.litert.Digits
import dev.litert.sdkgen.sample.litert.runtime.Classification
import dev.litert.sdkgen.sample.litert.runtime.RgbImage
import dev.litert.sdkgen.sample.litert.runtime.YuvConverter
import dev.litert.sdkgen.sample.litert.runtime.channel
import dev.litert.sdkgen.sample.litert.runtime.toRgbImage
import documented.pictures.FrameAnalyzer
import documented.pictures.analysis
import documented.pictures.label
import documented.pictures.picture
import java.nio.ByteBuffer
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** What docs/pictures.md does with files and frames gives the answers that Keras gave. */
@RunWith(RobolectricTestRunner::class)
internal class PicturesTest {
    private val context = RuntimeEnvironment.getApplication()
    private val keras = KerasAnswers("digits")

    @Test
    fun `a photo is answered as Keras did`() = Digits.create(context).use { model ->
        val uri = Uri.parse("content://pictures/1")
        for ((file, scores) in keras.pictures) {
            shadowOf(context.contentResolver).registerInputStreamSupplier(uri) { file.inputStream() }
            assertEquals(expected(scores), label(model, context.contentResolver, uri))
        }
    }

    @Test
    fun `a frame of a camera that lies on its side is answered as Keras did, and closed before`() = Digits.create(context).use { model ->
        val answers = ArrayList<Classification>()
        val analysis = analysis({ it.run() }, FrameAnalyzer(model) { answers += it })
        val frames = keras.pictures.keys.map { GreyFrame(BitmapFactory.decodeFile(it.path).toRgbImage()) }
        for (frame in frames) analysis.hand(Proxy(frame))
        assertEquals(keras.pictures.values.map(::expected), answers.map { it.label })
        for ((answer, scores) in answers.zip(keras.pictures.values)) assertEquals(scores.max(), answer.score.toDouble(), 1e-3)
        assertTrue(frames.all { it.isClosed })
    }

    @Test
    fun `only frames in YUV are taken`() {
        val frame = GreyFrame(RgbImage(1, 1, IntArray(1)), ImageFormat.JPEG)
        val problem = assertThrows(IllegalArgumentException::class.java) { frame.toRgbImage(0, YuvConverter()) }
        assertEquals("expected a frame in YUV_420_888 (35) but was the format 256", problem.message)
    }

    @Test
    fun `bytes in rows with padding are a picture`() {
        val bytes = ByteArray(2624 * 480)
        bytes[2624 + 4 + 1] = -1
        assertEquals(Color.GREEN, picture(bytes).pixels[640 + 1])
    }

    private fun expected(scores: List<Double>): String = keras.labels[scores.indices.maxBy { scores[it] }]

    /** What CameraX hands over: a frame that has to be turned by 90 degrees, of which a part is seen. */
    private class Proxy(private val frame: GreyFrame) : ImageProxy {
        override fun getImage(): Image = frame

        override fun getImageInfo() = ImageInfo { 90 }

        override fun getCropRect() = frame.seen

        override fun close() = frame.close()
    }

    /** The luma of a picture, which is what the model sees, as a camera has it: turned to the left, with something around it, in padded and interleaved planes. */
    private class GreyFrame(upright: RgbImage, private val wanted: Int = ImageFormat.YUV_420_888) : Image() {
        val seen = Rect(MARGIN, MARGIN, MARGIN + upright.height, MARGIN + upright.width)
        var isClosed = false
            private set
        private val frameWidth = seen.right + MARGIN
        private val frameHeight = seen.bottom + MARGIN
        private val lumas = ByteArray((frameWidth + PADDING) * frameHeight)
        private val colours = ByteArray((frameWidth + 1) / 2 * 2 * ((frameHeight + 1) / 2)) { -128 }

        init {
            mIsImageValid = true
            for (y in 0 until upright.height) {
                for (x in 0 until upright.width) {
                    // Turned by 90 degrees clockwise, the first column of the frame becomes the first row of the picture.
                    val row = seen.bottom - 1 - x
                    lumas[row * (frameWidth + PADDING) + MARGIN + y] = channel(upright.pixels[y * upright.width + x], 0, channels = 1).toByte()
                }
            }
        }

        override fun getFormat() = wanted

        override fun getWidth() = frameWidth

        override fun getHeight() = frameHeight

        override fun getTimestamp() = 0L

        override fun getTransform() = 0

        override fun getScalingMode() = 0

        override fun getPlanes(): Array<Plane> {
            check(!isClosed) { "the frame is closed" }
            val rowStride = (frameWidth + 1) / 2 * 2
            return arrayOf(
                Part(ByteBuffer.wrap(lumas), frameWidth + PADDING, 1),
                Part(ByteBuffer.wrap(colours, 0, colours.size - 1), rowStride, 2),
                Part(ByteBuffer.wrap(colours, 1, colours.size - 1), rowStride, 2),
            )
        }

        override fun close() {
            isClosed = true
        }
    }

    private class Part(private val bytes: ByteBuffer, private val row: Int, private val pixel: Int) : Image.Plane() {
        override fun getRowStride() = row

        override fun getPixelStride() = pixel

        override fun getBuffer() = bytes
    }

    private companion object {
        const val MARGIN = 3
        const val PADDING = 6
    }
}
