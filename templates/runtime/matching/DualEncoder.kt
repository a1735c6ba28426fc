package dev.litert.sdkgen.runtime

/**
 * Runs a model of pictures and texts: its signatures `image` and `text` give embeddings, and their cosine becomes a score, as the manifest's
 * `postprocess` says. Safe to use from several threads.
 *
 * @throws ModelMismatchException if the bundle is no such model
 */
public class DualEncoder(private val session: ModelSession) {
    private val images = ImagePreprocessor(session.bundle)
    private val texts = TextPreprocessor(session.bundle)
    private val scale: Float
    private val bias: Float
    private val activation: Activation
    private val imageEncoder: Encoder<FloatArray>
    private val textEncoder: Encoder<IntArray>

    init {
        val post = session.bundle.manifest.json["postprocess"]
        if (post["type"].string != "similarity") post["type"].fail("similarity")
        scale = post["scale"].float
        bias = post["bias"].float
        activation = Activation.of(post["activation"])
        imageEncoder = Encoder("image", ElementType.FLOAT32, post["image"].string)
        textEncoder = Encoder("text", ElementType.INT32, post["text"].string)
    }

    /**
     * The embedding of [image], to be compared with those of texts and of other pictures.
     *
     * @throws IllegalArgumentException if the model takes pictures of one size only and [image] has another
     */
    public fun embed(image: RgbImage): Embedding = imageEncoder.encode(images.pixels(image))

    /** The embedding of [text], which serves for any number of pictures. What exceeds the model's length is cut off. */
    public fun embed(text: String): Embedding = textEncoder.encode(texts.pack(text).tokenIds)

    /**
     * How well each of [texts] fits [image], in their order. Runs no model.
     *
     * @throws IllegalArgumentException if there are no texts, or embeddings of another model
     */
    public fun scores(image: Embedding, texts: List<Embedding>): FloatArray {
        requireSome(texts)
        return activation.apply(FloatArray(texts.size) { image.cosine(texts[it]) * scale + bias })
    }

    /**
     * How well each of [texts] fits [image]; the texts are the labels of the answer.
     *
     * @throws IllegalArgumentException if there are no texts, or if the model takes pictures of one size only and [image] has another
     */
    public fun predict(image: RgbImage, texts: List<String>): Classification {
        requireSome(texts)
        return Classification(texts.toList(), scores(embed(image), texts.map(::embed)))
    }

    private fun requireSome(texts: List<*>) = require(texts.isNotEmpty()) { "expected at least one text to compare the picture with but there is none" }

    /** A signature with one input and the output [name]. */
    private inner class Encoder<A : Any>(signature: String, type: ElementType<A>, name: String) {
        private val call = session.call(signature)
        private val input = call.input(call.inputs.single().name, type)
        private val output = call.output(name, ElementType.FLOAT32)

        fun encode(values: A): Embedding = session.exclusive {
            input.write(values)
            call.run()
            Embedding(output.read())
        }
    }
}
