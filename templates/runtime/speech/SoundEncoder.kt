package dev.litert.sdkgen.runtime

/**
 * The signature `encode` of a model that reads sound, as the manifest's step of type `audio` says; its session hands on what the decoder
 * needs of it.
 *
 * @throws ModelMismatchException if the model has no such signature, or if the manifest's first step does not feed it
 */
internal class SoundEncoder(session: ModelSession) {
    private val call = session.call("encode")
    private val step = session.bundle.manifest.json["preprocess"].list.first()
    private val samples = call.input(step["feeds"]["samples"].string, ElementType.FLOAT32)
    private val count = call.input(step["feeds"]["sample_count"].string, ElementType.INT32)

    val samplingRate: Int = step["sampling_rate"].int

    /** How many samples a sound may have. */
    val lengths: IntRange = step["shortest"].int..step["length"].int

    /** Reads a sound of one channel. Use inside [ModelSession.exclusive]. */
    fun encode(sound: FloatArray) {
        samples.write(sound.copyOf(lengths.last))
        count.write(intArrayOf(sound.size))
        call.run()
    }
}
