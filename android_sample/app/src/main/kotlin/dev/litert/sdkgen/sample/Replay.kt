package dev.litert.sdkgen.sample

import android.graphics.BitmapFactory
import dev.litert.sdkgen.sample.litert.runtime.ElementType
import dev.litert.sdkgen.sample.litert.runtime.ImagePreprocessor
import dev.litert.sdkgen.sample.litert.runtime.ModelException
import dev.litert.sdkgen.sample.litert.runtime.ModelSession
import dev.litert.sdkgen.sample.litert.runtime.RgbImage
import dev.litert.sdkgen.sample.litert.runtime.Sample
import dev.litert.sdkgen.sample.litert.runtime.SignatureCall
import dev.litert.sdkgen.sample.litert.runtime.toRgbImage

/** Runs the samples that lie in a bundle, whatever its model: texts and tensors as recorded, pictures through the preprocessor. */
internal class Replay(private val session: ModelSession) {
    val samples: List<Sample> = Sample.of(session.bundle)
    private val images by lazy { ImagePreprocessor(session.bundle) }

    /** How far the worst output of [sample] is from Keras, on the scale of the outputs. */
    fun difference(sample: Sample): Float {
        val image = sample.image ?: return sample.replay(session).values.max()
        return session.exclusive {
            session.call(sample.signature).use { call ->
                write(call, image)
                call.run()
                sample.outputNames.maxOf { sample.difference(it, call.output(it, ElementType.FLOAT32).read()) }
            }
        }
    }

    /** Nanoseconds of each of [times] runs of the first sample's signature. */
    fun time(times: Int): List<Long> = session.exclusive {
        val sample = samples.first()
        session.call(sample.signature).use { call ->
            val image = sample.image
            if (image != null) write(call, image) else for (input in call.inputs) write(call, sample, input.name, input.type)
            List(times) {
                val start = System.nanoTime()
                call.run()
                System.nanoTime() - start
            }
        }
    }

    private fun <A : Any> write(call: SignatureCall, sample: Sample, name: String, type: ElementType<A>): Unit =
        call.input(name, type).write(sample.input(name, type))

    private fun write(call: SignatureCall, image: String): Unit =
        call.input(call.inputs.single().name, ElementType.FLOAT32).write(images.pixels(decode(image)))

    private fun decode(image: String): RgbImage {
        val options = BitmapFactory.Options().apply {
            inScaled = false
            inPremultiplied = false
        }
        val bitmap = session.bundle.open(image).use { BitmapFactory.decodeStream(it, null, options) }
        return (bitmap ?: throw ModelException("$image of ${session.bundle} is no picture")).toRgbImage()
    }
}
