package dev.litert.sdkgen.runtime

/** Writes text after a prompt, or out of another text. Generated language models implement it, so that an app can take any, or a lambda in its tests. */
public fun interface TextGenerator {
    /**
     * What the model adds to [prompt], or makes of it. Blocks until the answer is complete.
     *
     * @param listener receives the text that each token adds, which is empty while a character is incomplete; it stops the answer by returning false
     */
    public fun generate(prompt: String, options: GenerationOptions, listener: TokenListener<String>): GeneratedText
}
