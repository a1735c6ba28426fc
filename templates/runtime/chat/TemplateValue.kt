package dev.litert.sdkgen.runtime

/** What a name that nobody has set stands for: it is false, prints as nothing, and has no parts. */
internal class Undefined(val name: String) {
    override fun equals(other: Any?): Boolean = other is Undefined

    override fun hashCode(): Int = 0
}

/** What `namespace()` makes: its fields can be set from within a loop. */
internal class Namespace(val fields: MutableMap<String, Any?>)

/**
 * Values of a chat template, as Python has them: null, Boolean, Long, Double, String, List, Map, [Namespace] and [Undefined].
 * What a value cannot do is an error of the template.
 */
internal object TemplateValue {
    /** Python's white space, which `strip()` removes. */
    val WHITE_SPACE: Set<Char> = (('\t'..'\r') + ('\u001c'..' ') + ('\u2000'..'\u200a') + "\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000".toList()).toSet()

    fun fail(problem: String): Nothing = throw ModelException("the chat template cannot be used: $problem")

    /** What an app passes, as a template has it. */
    fun of(value: Any?): Any? = when (value) {
        null, is Boolean, is Long, is Double, is String -> value
        is Int -> value.toLong()
        is Float -> value.toDouble()
        is List<*> -> value.map(::of)
        is Map<*, *> -> value.entries.associate { it.key.toString() to of(it.value) }
        else -> throw IllegalArgumentException("variables: expected texts, numbers, booleans, lists, maps and nulls but was ${value.javaClass.name}")
    }

    fun isTrue(value: Any?): Boolean = when (value) {
        null, false, is Undefined -> false
        is Long -> value != 0L
        is Double -> value != 0.0
        is String -> value.isNotEmpty()
        is Collection<*> -> value.isNotEmpty()
        is Map<*, *> -> value.isNotEmpty()
        else -> true
    }

    fun isEqual(one: Any?, other: Any?): Boolean = when {
        one is List<*> && other is List<*> -> one.size == other.size && one.indices.all { isEqual(one[it], other[it]) }
        isNumber(one) && isNumber(other) -> number(one) == number(other)
        else -> one == other
    }

    fun compare(one: Any?, other: Any?): Int = when {
        one is String && other is String -> compareCodePoints(one, other)
        isNumber(one) && isNumber(other) -> number(one).compareTo(number(other))
        else -> fail("${kind(one)} and ${kind(other)} have no order")
    }

    fun contains(container: Any?, value: Any?): Boolean = when (container) {
        is String -> value is String && value in container
        is Map<*, *> -> container.containsKey(value)
        is Undefined -> false
        else -> list(container).any { isEqual(it, value) }
    }

    fun text(value: Any?): String = when (value) {
        null -> "None"
        true -> "True"
        false -> "False"
        is Undefined -> ""
        is String -> value
        is Long -> value.toString()
        else -> fail("${kind(value)} has no text")
    }

    /** A template that doubles a text again and again must not fill the memory. */
    fun joined(one: String, other: String): String =
        if (one.length + other.length > MAX_TEXT) fail("a text of more than $MAX_TEXT characters") else one + other

    fun string(value: Any?): String = value as? String ?: fail("expected a text but was ${kind(value)}")

    fun int(value: Any?): Int = (value as? Long)?.takeIf { it in Int.MIN_VALUE..Int.MAX_VALUE }?.toInt() ?: fail("expected a whole number but was ${kind(value)}")

    /** What a loop goes through. */
    fun list(value: Any?): List<Any?> = when (value) {
        is List<*> -> value
        is Map<*, *> -> value.keys.toList()
        is String -> codePoints(value)
        is Undefined -> emptyList()
        else -> fail("${kind(value)} has no parts to go through")
    }

    /** The characters of [text] as Python counts them: a surrogate pair is one. */
    fun codePoints(text: String): List<String> {
        val found = ArrayList<String>(text.length)
        var at = 0
        while (at < text.length) {
            val size = Character.charCount(text.codePointAt(at))
            found += text.substring(at, at + size)
            at += size
        }
        return found
    }

    fun isNumber(value: Any?): Boolean = value is Long || value is Double || value is Boolean

    fun number(value: Any?): Double = when (value) {
        is Long -> value.toDouble()
        is Double -> value
        is Boolean -> if (value) 1.0 else 0.0
        else -> fail("expected a number but was ${kind(value)}")
    }

    fun kind(value: Any?): String = when (value) {
        null -> "none"
        is Boolean -> "a truth value"
        is Long, is Double -> "a number"
        is String -> "a text"
        is List<*> -> "a list"
        is Map<*, *> -> "a mapping"
        is Undefined -> "'${value.name}', which is undefined,"
        else -> "a namespace"
    }

    const val MAX_TEXT: Int = 10_000_000

    private fun compareCodePoints(one: String, other: String): Int {
        val (first, second) = codePoints(one) to codePoints(other)
        val differing = first.indices.firstOrNull { it >= second.size || first[it] != second[it] } ?: return if (first.size < second.size) -1 else 0
        return if (differing >= second.size) 1 else first[differing].codePointAt(0).compareTo(second[differing].codePointAt(0))
    }
}
