package dev.litert.sdkgen.runtime

/** Writes text after a prompt with pictures. Generated models that see implement it, so that an app can take any, or a lambda in its tests. */
public fun interface ImageTextGenerator {
    /**
     * What the model adds to [prompt], with [images] in view. Blocks until the answer is complete.
     *
     * @param images pictures of any size, unless the model's manifest demands one, in the order in which the prompt has them
     * @param listener receives the text that each token adds, which is empty while a character is incomplete; it stops the answer by returning false
     */
    public fun generate(prompt: String, images: List<RgbImage>, options: GenerationOptions, listener: TokenListener<String>): GeneratedText
}
