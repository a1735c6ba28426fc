package dev.litert.sdkgen.runtime

/**
 * RFC 8259 to maps, lists, strings, booleans, null and [JsonNumber]. Strict: what Python's `json` would not write is an error,
 * and so are a key that stands twice and nesting deeper than [MAX_DEPTH].
 */
internal class JsonParser(private val path: String, private val text: String) {
    private var at = 0

    fun document(): Any? {
        val value = value(0)
        skip()
        if (at < text.length) fail("the end")
        return value
    }

    private fun value(depth: Int): Any? {
        if (depth > MAX_DEPTH) fail("at most $MAX_DEPTH levels")
        return when (skip()) {
            '{' -> fields(depth)
            '[' -> ArrayList<Any?>().also { list -> items(']') { list += value(depth + 1) } }
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> number()
        }
    }

    private fun fields(depth: Int): Map<String, Any?> {
        val map = LinkedHashMap<String, Any?>()
        items('}') {
            if (skip() != '"') fail("a key in quotes")
            val start = at
            val key = string()
            if (key in map) refuse("the key \"$key\" stands twice", start)
            if (skip() != ':') fail("':'")
            at++
            map[key] = value(depth + 1)
        }
        return map
    }

    private inline fun items(end: Char, item: () -> Unit) {
        at++
        if (skip() == end) {
            at++
            return
        }
        while (true) {
            item()
            val separator = skip()
            if (separator != ',' && separator != end) fail("',' or '$end'")
            at++
            if (separator == end) return
        }
    }

    private fun string(): String {
        at++
        val start = at
        while (at < text.length && text[at] != '"' && text[at] != '\\' && text[at] >= ' ') at++
        if (at < text.length && text[at] == '"') return text.substring(start, at++)
        val result = StringBuilder(text.substring(start, at))
        while (true) {
            val c = next("'\"'")
            when {
                c == '"' -> return result.toString()
                c == '\\' -> result.append(escape())
                c >= ' ' -> result.append(c)
                else -> fail("an escape such as \\n instead of a control character", at - 1)
            }
        }
    }

    private fun escape(): Char = when (next("an escape")) {
        '"' -> '"'
        '\\' -> '\\'
        '/' -> '/'
        'n' -> '\n'
        't' -> '\t'
        'r' -> '\r'
        'b' -> '\b'
        'f' -> '\u000c'
        'u' -> unicode()
        else -> fail("one of \\\" \\\\ \\/ \\n \\t \\r \\b \\f \\u", at - 2)
    }

    /** Half of a surrogate pair at a time, as the text holds it. */
    private fun unicode(): Char {
        var code = 0
        repeat(4) {
            val digit = Character.digit(if (at < text.length && text[at] < '\u0080') text[at] else ' ', 16)
            if (digit < 0) fail("four hexadecimal digits after \\u")
            code = code * 16 + digit
            at++
        }
        return code.toChar()
    }

    private fun number(): JsonNumber {
        val start = at
        if (peek() == '-') at++
        if (peek() == '0') at++ else digits(start)
        if (peek() == '.') {
            at++
            digits(start)
        }
        if (peek() == 'e' || peek() == 'E') {
            at++
            if (peek() == '+' || peek() == '-') at++
            digits(start)
        }
        return JsonNumber(text.substring(start, at))
    }

    private fun digits(start: Int) {
        if (peek() !in '0'..'9') fail(if (at == start) "a value" else "a digit")
        while (peek() in '0'..'9') at++
    }

    private fun <T> word(word: String, value: T): T = if (text.startsWith(word, at)) value.also { at += word.length } else fail("a value")

    private fun next(expected: String): Char = if (at < text.length) text[at++] else fail(expected)

    private fun peek(): Char = if (at < text.length) text[at] else END

    private fun skip(): Char {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) at++
        return peek()
    }

    private fun fail(expected: String, where: Int = at): Nothing =
        refuse("expected $expected but was ${if (where < text.length) "'${text[where]}'" else "the end"}", where)

    private fun refuse(problem: String, where: Int): Nothing {
        val before = text.substring(0, where)
        throw ModelMismatchException("$path:${before.count { it == '\n' } + 1}:${where - before.lastIndexOf('\n')}: not JSON: $problem")
    }

    private companion object {
        /** Far more than a manifest needs, and far less than a thread's stack holds. */
        const val MAX_DEPTH = 64

        /** Stands for the end of the text; no value, separator or space. */
        const val END = '\u0000'
    }
}
