package dev.litert.sdkgen.runtime

/** What Python's `json.dumps` writes, with [indent] spaces a level, or in one line; characters beyond ASCII stay as they are. */
internal class TemplateJson(private val indent: Int?) {
    fun text(value: Any?): String = StringBuilder().also { write(value, it, 0) }.toString()

    private fun write(value: Any?, out: StringBuilder, level: Int) {
        when (value) {
            null -> out.append("null")
            is Boolean, is Long -> out.append(value)
            is String -> quote(value, out)
            is List<*> -> items(value, "[]", out, level) { write(it, out, level + 1) }
            is Map<*, *> -> items(value.entries, "{}", out, level) { (key, item) ->
                quote(TemplateValue.string(key), out)
                out.append(": ")
                write(item, out, level + 1)
            }
            else -> TemplateValue.fail("${TemplateValue.kind(value)} has no JSON")
        }
    }

    private fun <T> items(items: Collection<T>, brackets: String, out: StringBuilder, level: Int, write: (T) -> Unit) {
        out.append(brackets[0])
        items.forEachIndexed { i, item ->
            if (i > 0) out.append(if (indent == null) ", " else ",")
            line(out, level + 1)
            write(item)
        }
        if (items.isNotEmpty()) line(out, level)
        out.append(brackets[1])
    }

    private fun line(out: StringBuilder, level: Int) {
        if (indent != null) out.append('\n').append(" ".repeat(indent * level))
    }

    private fun quote(text: String, out: StringBuilder) {
        out.append('"')
        for (c in text) {
            when (c) {
                '"' -> out.append("\\\"")
                '\\' -> out.append("\\\\")
                '\n' -> out.append("\\n")
                '\r' -> out.append("\\r")
                '\t' -> out.append("\\t")
                '\b' -> out.append("\\b")
                '\u000c' -> out.append("\\f")
                else -> if (c < ' ') out.append("\\u00").append(c.code.toString(16).padStart(2, '0')) else out.append(c)
            }
        }
        out.append('"')
    }
}
