package dev.litert.sdkgen.runtime

/** Compares what [tokenizer] gives with what KerasHub gave; [differences] says what was not the same, in visible form. */
internal class TokenizerComparison(private val tokenizer: Tokenizer) {
    private val found = ArrayList<String>()
    val differences: List<String> get() = found

    /** The ids of [text], and those up to a limit; null if KerasHub refuses it. */
    fun encoded(text: String, ids: List<Int>?) {
        compare("ids", ids, { escaped(text) }) { tokenizer.encode(text).toList() }
        if (ids == null) return
        for (limit in listOf(1, 4)) compare("$limit ids", ids.take(limit), { escaped(text) }) { tokenizer.encode(text, limit).toList() }
    }

    /** The text of [ids], at once and as it comes; null if KerasHub refuses them. */
    fun decoded(ids: List<Int>, text: String?) {
        compare("text", text, { "$ids" }) { tokenizer.decode(ids.toIntArray()) }
        if (text != null) compare("streamed text", text, { "$ids" }) { streamed(ids) }
    }

    /** What KerasHub refuses, which is null here, must be refused with the exception that is meant for it. */
    fun compare(what: String, expected: Any?, input: () -> String, make: () -> Any) {
        val actual: Any = try {
            make()
        } catch (e: IllegalArgumentException) {
            if (expected == null) return
            "$e"
        }
        if (expected != actual) found += "$what of ${input()}: expected ${escaped("$expected")} but was ${escaped("$actual")}"
    }

    private fun streamed(ids: List<Int>): String {
        val decoder = tokenizer.streamingDecoder()
        val parts = ids.map { decoder.add(it) } + decoder.end()
        check(parts.none { it.lastOrNull()?.isHighSurrogate() == true || it.firstOrNull()?.isLowSurrogate() == true }) { "half a character of $ids in $parts" }
        return parts.joinToString("")
    }
}
