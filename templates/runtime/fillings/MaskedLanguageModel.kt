package dev.litert.sdkgen.runtime

/** Fills gaps in a text. Generated masked language models implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface MaskedLanguageModel {
    /**
     * Fills the masks of [text].
     *
     * @throws IllegalArgumentException if it holds no mask, more than the model fills at once, or one behind the end of what the model reads
     */
    public fun predict(text: String): FilledText
}
