package dev.litert.sdkgen.runtime

/** Writes down speech. Generated models implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface SpeechToText {
    /**
     * The words in a sound of one channel, from -1 to 1. Blocks until all are there.
     *
     * @param listener receives the text that each token adds, which is empty while a character is incomplete; it stops by returning false
     */
    public fun transcribe(samples: FloatArray, options: GenerationOptions, listener: TokenListener<String>): GeneratedText
}
