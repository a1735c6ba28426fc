package dev.litert.sdkgen.runtime

/**
 * What a text goes through before pairs are merged: special tokens are found, the text between them is normalized, then split into words.
 * A dump of the tokenizers library, reduced to what matters on a device; a step that this runtime does not know is refused.
 */
internal class BytePairPipeline(json: Json) {
    private val sets = json.find("sets")?.list.orEmpty().map { PatternSet(it.string) }

    /** Special tokens by their chars. */
    val specialTokens: PrefixTree = PrefixTree()

    private val normalizers: List<(String) -> String> = json.find("normalizers")?.list.orEmpty().map(::normalizer)
    private val splits: List<Split?> = json.find("splits")?.list.orEmpty().map(::split)

    /** What the last letter of each word has attached, or empty. */
    val wordEnd: String = json.find("word_end")?.run { if (string.all { it in '!'..'~' }) string else fail("printable ASCII") }.orEmpty()

    /** The token of a byte that has none, or -1: there is none, and such bytes are dropped. */
    val unknown: Int = json.find("unknown")?.int ?: -1

    /** What is cut out of decoded text, one after the other. */
    val removed: List<String> = json.find("removed")?.list.orEmpty().map { item -> item.string.ifEmpty { item.fail("a text") } }

    init {
        val added = json.find("added_tokens")
        for (token in added?.keys.orEmpty()) specialTokens.add(token.length, added!![token].integer(0L..Int.MAX_VALUE).toInt()) { token[it].code }
    }

    fun normalize(text: String): String = normalizers.fold(text) { result, normalizer -> normalizer(result) }

    /** Gives the words of [text] (a text and the word's place in it) to [word], in order, until that returns false. */
    fun words(text: String, word: (text: String, start: Int, end: Int) -> Boolean) {
        words(0, text, 0, text.length, word)
    }

    private fun words(step: Int, text: String, start: Int, end: Int, word: (String, Int, Int) -> Boolean): Boolean {
        if (step == splits.size) return word(text, start, end)
        val split = splits[step]
        if (split != null) return split.parts(text, start, end) { first, last -> words(step + 1, text, first, last, word) }
        if (text[start] == ' ') return words(step + 1, text, start, end, word)
        val spaced = " " + text.substring(start, end)
        return words(step + 1, spaced, 0, spaced.length, word)
    }

    /** Null is the step that lets each part begin with a space. */
    private fun split(json: Json): Split? = when (json["type"].string) {
        "split" -> Split(TextPattern.read(json, sets), json["keep"])
        "prefix_space" -> null
        else -> json["type"].fail("split or prefix_space")
    }

    private fun normalizer(json: Json): (String) -> String = when (json["type"].string) {
        "nfc" -> BytePairNormalizers.nfc(CodePointSet(json["ordinary"].string))
        "lowercase" -> BytePairNormalizers.lowercase(CodePointMap(json["map"].string))
        "replace" -> BytePairNormalizers.replace(TextPattern.read(json, sets), json["with"].string)
        else -> json["type"].fail("nfc, lowercase or replace")
    }

    /** @param keep which parts stay: `all`, only `matches`, or only the `gaps` between them */
    private class Split(private val pattern: TextPattern, keep: Json) {
        private val matches = keep.string != "gaps"
        private val gaps = keep.string != "matches"

        init {
            if (keep.string !in setOf("all", "matches", "gaps")) keep.fail("all, matches or gaps")
        }

        /** False as soon as [part] returns it. */
        inline fun parts(text: String, start: Int, end: Int, part: (Int, Int) -> Boolean): Boolean {
            var at = start
            while (at < end) {
                val found = pattern.find(text, at, end)
                val gapEnd = if (found < 0) end else found
                if (gaps && gapEnd > at && !part(at, gapEnd)) return false
                if (found < 0) break
                at = pattern.match(text, found, end)
                if (matches && !part(found, at)) return false
            }
            return true
        }
    }
}
