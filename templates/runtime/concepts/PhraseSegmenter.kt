package dev.litert.sdkgen.runtime

/**
 * Runs a Segment Anything 3 model: signature `encode_image` once for a picture, then `decode` for each phrase, and `select_mask` for each
 * instance that was found: masks stay in LiteRT's memory, and only those of a result are read. Safe to use from several threads.
 *
 * @throws ModelMismatchException if the bundle is no concept segmenter
 */
public class PhraseSegmenter(private val session: ModelSession) {
    private val images = ImagePreprocessor(session.bundle)
    private val texts = TextPreprocessor(session.bundle)
    private val decoder = InstanceDecoder(session.bundle, ImageStep(session.bundle))
    private val encoder = PictureEncoder(session, "encode_image", EMBEDDINGS)
    private val decoding = session.call(DECODE)
    private val selecting = session.call(SELECT, mapOf(decoder.masks.name to decoding))
    private val embeddings = decoding.input(EMBEDDINGS, ElementType.FLOAT32)
    private val tokenIds = decoding.input("token_ids", ElementType.INT32)
    private val paddingMask = decoding.input("padding_mask", ElementType.INT32)
    private val index = selecting.input("index", ElementType.INT32)
    private val mask = selecting.output("mask", ElementType.FLOAT32)
    private val boxes = decoding.output(decoder.boxes.name, ElementType.FLOAT32)
    private val scores = decoding.output(decoder.scores.name, ElementType.FLOAT32)

    /**
     * The larger part of the work, to be done once for a picture.
     *
     * @throws IllegalArgumentException if the model takes pictures of one size only and [image] has another
     */
    public fun encode(image: RgbImage): EncodedImage {
        val values = images.pixels(image)
        return EncodedImage(image.width, image.height, session.exclusive { encoder.encode(values) })
    }

    /** All that [phrase] names in the picture that [image] was made of, best first. */
    public fun predict(image: EncodedImage, phrase: String): List<SegmentedInstance> {
        val packed = texts.pack(phrase)
        return session.exclusive {
            embeddings.write(image.values)
            tokenIds.write(packed.tokenIds)
            paddingMask.write(packed.paddingMask)
            decoding.run()
            decoder.decode(boxes.read(), scores.read(), image.width, image.height) { i ->
                index.write(intArrayOf(i))
                selecting.run()
                mask.read()
            }
        }
    }

    internal companion object {
        const val DECODE = "decode"
        private const val SELECT = "select_mask"
        private const val EMBEDDINGS = "image_embeddings"
    }
}
