package dev.litert.sdkgen.runtime

/**
 * The signature `encode` of a model that reads a whole text, or row of ids, before it writes one; its session hands on what the decoder needs of it.
 *
 * @throws ModelMismatchException if the model has no such signature, or if no step of the manifest feeds it with tokens
 */
internal class SourceEncoder(session: ModelSession) {
    /** To what a model that sees reads with the text, its picture is one more input. */
    val call: SignatureCall = session.call("encode")
    private val step = session.bundle.manifest.json["preprocess"].list.first { it.find("packer") != null }
    private val tokens = call.input(step["feeds"]["token_ids"].string, ElementType.INT32)
    private val mask = call.input(step["feeds"]["padding_mask"].string, ElementType.INT32)
    private val pad = step["packer"]["pad"].int

    /** Tokens of a text, with those around it, or ids. */
    val length: Int = step["packer"]["sequence_length"].integer(1L..session.bundle.manifest.input(step["feeds"]["token_ids"]).elements).toInt()

    /** Reads the token ids of a text, those around it included, or other ids. Use inside [ModelSession.exclusive]. */
    fun encode(source: IntArray) {
        tokens.write(IntArray(length) { if (it < source.size) source[it] else pad })
        mask.write(IntArray(length) { if (it < source.size) 1 else 0 })
        call.run()
    }
}
