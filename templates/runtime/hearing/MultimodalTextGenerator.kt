package dev.litert.sdkgen.runtime

/** Writes text after a prompt with pictures and sounds. Generated models that see and hear implement it, so that an app can take any, or a lambda in its tests. */
public fun interface MultimodalTextGenerator {
    /**
     * What the model adds to [prompt], with [images] in view and [sounds] in its ear. Blocks until the answer is complete.
     *
     * @param images pictures of any size, in the order in which the prompt has them
     * @param sounds of any sampling rate, in the order in which the prompt has them
     * @param listener receives the text that each token adds, which is empty while a character is incomplete; it stops the answer by returning false
     */
    public fun generate(
        prompt: String,
        images: List<RgbImage>,
        sounds: List<Sound>,
        options: GenerationOptions,
        listener: TokenListener<String>,
    ): GeneratedText
}
