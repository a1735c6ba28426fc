package dev.litert.sdkgen.runtime

/** Recommends items by their ids. Generated models implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface ItemRecommender {
    /**
     * The ids that follow those of [history], the oldest first. Blocks until all of them are there.
     *
     * @param listener receives each id as it comes; it stops by returning false
     */
    public fun recommend(history: IntArray, options: GenerationOptions, listener: TokenListener<Int>): IntArray
}
