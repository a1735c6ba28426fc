package dev.litert.sdkgen.runtime

/** Reads the text in pictures. Generated models implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface ImageToText {
    /**
     * The text in [image], which shows little else. Blocks until all of it is there.
     *
     * @param listener receives the text that each token adds; it stops by returning false
     */
    public fun read(image: RgbImage, options: GenerationOptions, listener: TokenListener<String>): GeneratedText
}
