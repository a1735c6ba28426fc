package dev.litert.sdkgen.runtime

/**
 * Runs a Segment Anything model: signature `encode_image` once for a picture, then `decode` for each prompt. Safe to use from several threads.
 *
 * @throws ModelMismatchException if the bundle is no promptable segmenter
 */
public class SegmentAnything(private val session: ModelSession) {
    private val preprocessor = ImagePreprocessor(session.bundle)
    private val decoder: PromptedMaskDecoder
    private val prompts: PromptEncoder
    private val encoder = PictureEncoder(session, "encode_image", EMBEDDINGS)
    private val decoding = session.call(DECODE)
    private val embeddings = decoding.input(EMBEDDINGS, ElementType.FLOAT32)
    private val points = decoding.input("points", ElementType.FLOAT32)
    private val labels = decoding.input("labels", ElementType.INT32)
    private val box = Optional("box")
    private val mask = Optional("mask")
    private val masks: Tensor<FloatArray>
    private val scores: Tensor<FloatArray>

    init {
        val step = ImageStep(session.bundle)
        decoder = PromptedMaskDecoder(session.bundle, step)
        masks = decoding.output(decoder.masks.name, ElementType.FLOAT32)
        scores = decoding.output(decoder.scores.name, ElementType.FLOAT32)
        val (rows, columns) = decoding.inputs.first { it.name == "mask" }.shape.drop(2)
        prompts = PromptEncoder(step, decoding.inputs.first { it.name == "labels" }.elements - 1, rows, columns)
    }

    /**
     * The larger part of the work, to be done once for a picture.
     *
     * @throws IllegalArgumentException if the model takes pictures of one size only and [image] has another
     */
    public fun encode(image: RgbImage): EncodedImage {
        val values = preprocessor.pixels(image)
        return EncodedImage(image.width, image.height, session.exclusive { encoder.encode(values) })
    }

    /**
     * What [prompt] means in the picture that [image] was made of.
     *
     * @throws IllegalArgumentException if [prompt] has nothing, too many points, or points at what the model does not see
     */
    public fun predict(image: EncodedImage, prompt: Prompt): PromptedMasks {
        val tensors = prompts.encode(prompt, image.width, image.height)
        return session.exclusive {
            embeddings.write(image.values)
            points.write(tensors.points)
            labels.write(tensors.labels)
            box.write(tensors.box)
            mask.write(tensors.mask)
            decoding.run()
            decoder.decode(masks.read(), scores.read(), image.width, image.height)
        }
    }

    /** An input that a prompt may lack: zeros, and another input that says so. */
    private inner class Optional(name: String) {
        private val values = decoding.input(name, ElementType.FLOAT32)
        private val isGiven = decoding.input("has_$name", ElementType.INT32)
        private val none = FloatArray(decoding.inputs.first { it.name == name }.elements)

        fun write(given: FloatArray?) {
            values.write(given ?: none)
            isGiven.write(intArrayOf(if (given == null) 0 else 1))
        }
    }

    internal companion object {
        const val DECODE = "decode"
        private const val EMBEDDINGS = "image_embeddings"
    }
}
