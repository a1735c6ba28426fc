package dev.litert.sdkgen.runtime

/**
 * A regular expression of a tokenizer, or a literal text, matched as the tokenizers library matches it: alternatives in order, longest
 * repetition first. Which code points a class stands for comes with the model, so that it does not depend on the device.
 */
internal class TextPattern private constructor(private val start: Node) {
    /** End of the match that begins at [at] and lies before [end], or -1. Never the empty text. */
    fun match(text: String, at: Int, end: Int): Int = start.match(text, at, end)

    /** Where the first match from [from] on begins that lies before [end], or -1. */
    fun find(text: String, from: Int, end: Int): Int {
        if (start is Literal) return text.indexOf(start.literal, from).let { if (it + start.literal.length > end) -1 else it }
        var at = from
        while (at < end && start.match(text, at, end) < 0) at += Character.charCount(text.codePointAt(at))
        return if (at < end) at else -1
    }

    /** A part of a pattern with all that follows it; gives the end of the match, or -1. */
    private abstract class Node {
        abstract fun match(text: String, at: Int, end: Int): Int
    }

    private object End : Node() {
        override fun match(text: String, at: Int, end: Int) = at
    }

    private class Literal(val literal: String) : Node() {
        override fun match(text: String, at: Int, end: Int) = if (end - at >= literal.length && text.startsWith(literal, at)) at + literal.length else -1
    }

    /** From [min] to [max] code points of a set; as many as it can, and fewer only if the rest does not match, or never if [possessive]. */
    private class Repeat(
        private val set: PatternSet,
        private val min: Int,
        private val max: Int,
        private val possessive: Boolean,
        private val next: Node,
    ) : Node() {
        override fun match(text: String, at: Int, end: Int): Int {
            var stop = at
            var count = 0
            while (count < max && stop < end) {
                val codePoint = text.codePointAt(stop)
                if (codePoint !in set) break
                stop += Character.charCount(codePoint)
                count++
            }
            while (count >= min) {
                val matched = next.match(text, stop, end)
                if (matched >= 0 || possessive || count == 0) return matched
                stop -= Character.charCount(text.codePointBefore(stop))
                count--
            }
            return -1
        }
    }

    private class Choice(private val alternatives: Array<Node>) : Node() {
        override fun match(text: String, at: Int, end: Int): Int {
            for (alternative in alternatives) {
                val matched = alternative.match(text, at, end)
                if (matched >= 0) return matched
            }
            return -1
        }
    }

    /** Looks whether a code point of a set follows, or none does. */
    private class Look(private val set: PatternSet, private val wanted: Boolean, private val next: Node) : Node() {
        override fun match(text: String, at: Int, end: Int) =
            if ((at < end && text.codePointAt(at) in set) == wanted) next.match(text, at, end) else -1
    }

    companion object {
        /**
         * The pattern at [json]: a `literal`, or the `alternatives` of a regular expression, which refer to [sets].
         *
         * @throws ModelMismatchException if it has a part that this runtime does not know
         */
        fun read(json: Json, sets: List<PatternSet>): TextPattern = TextPattern(
            json.find("literal")?.run { if (string.isEmpty()) fail("a text") else Literal(string) } ?: choice(json["alternatives"], sets, End),
        )

        private fun choice(alternatives: Json, sets: List<PatternSet>, next: Node): Node =
            Choice(alternatives.list.map { sequence(it, sets, next) }.toTypedArray())

        private fun sequence(items: Json, sets: List<PatternSet>, next: Node): Node =
            items.list.foldRight(next) { item, following -> node(item, sets, following) }

        private fun node(item: Json, sets: List<PatternSet>, next: Node): Node {
            item.find("choice")?.let { return choice(it, sets, next) }
            item.find("before")?.let { return Look(set(it, sets), true, next) }
            item.find("not_before")?.let { return Look(set(it, sets), false, next) }
            val exactly = item.find("min") == null && item.find("max") == null
            val max = item.find("max")?.integer(1L..Int.MAX_VALUE)?.toInt() ?: if (exactly) 1 else Int.MAX_VALUE
            val min = item.find("min")?.integer(0L..max)?.toInt() ?: 1
            return Repeat(set(item["set"], sets), min, max, item.find("possessive")?.boolean ?: false, next)
        }

        private fun set(json: Json, sets: List<PatternSet>): PatternSet = sets[json.integer(0L until sets.size).toInt()]
    }
}
