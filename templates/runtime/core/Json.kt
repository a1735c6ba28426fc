package dev.litert.sdkgen.runtime

/**
 * A JSON value that knows its path, so that every complaint names the place.
 * Android has org.json, a JVM has not, and the runtime depends on nothing: hence this.
 *
 * Accessors of the wrong kind throw [ModelMismatchException].
 */
internal class Json(private val path: String, private val value: Any?) {
    val isString: Boolean get() = value is String
    val isNumber: Boolean get() = value is JsonNumber
    val isObject: Boolean get() = value is Map<*, *>
    val isList: Boolean get() = value is List<*>
    val isNull: Boolean get() = value == null

    val string: String get() = value as? String ?: fail("a string")
    val boolean: Boolean get() = value as? Boolean ?: fail("true or false")
    val int: Int get() = integer(Int.MIN_VALUE.toLong()..Int.MAX_VALUE).toInt()
    val long: Long get() = integer(Long.MIN_VALUE..Long.MAX_VALUE)
    val double: Double get() = number().toDouble().also { if (it.isInfinite()) fail("a number in the range of float64") }

    /** Rounded once, from the decimal digits to float32. */
    val float: Float get() = number().toFloat().also { if (it.isInfinite()) fail("a number in the range of float32") }

    val list: List<Json> get() = (value as? List<*> ?: fail("a list")).mapIndexed { i, item -> Json("$path[$i]", item) }

    /** Keys in the order of the text. */
    val keys: Set<String> get() = fields().keys

    /** The field [key], which must be there. */
    operator fun get(key: String): Json = find(key) ?: fail("an object with \"$key\"")

    /** The field [key], or null where it is absent or `null`. */
    fun find(key: String): Json? = fields()[key]?.let { Json("$path.$key", it) }

    /** An integer of [range], which also bounds what a narrower type than Long can take. */
    fun integer(range: LongRange): Long = number().toLongOrNull()?.takeIf { it in range } ?: fail(
        if (range.first == Long.MIN_VALUE) "an integer" else "an integer from ${range.first} to ${range.last}",
    )

    /** What belongs to this string. */
    fun <T : Any> choice(vararg choices: Pair<String, T>): T = choices.find { it.first == string }?.second ?: fail("one of ${choices.joinToString { it.first }}")

    /** Refuses this value: [expected] says what would have been right. */
    fun fail(expected: String): Nothing = throw ModelMismatchException("$path: expected $expected but was ${describe()}")

    private fun number(): JsonNumber = value as? JsonNumber ?: fail("a number")

    @Suppress("UNCHECKED_CAST") // the parser makes no other maps
    private fun fields(): Map<String, Any?> = value as? Map<String, Any?> ?: fail("an object")

    private fun describe(): String = when (value) {
        is Map<*, *> -> "an object with ${value.keys.take(SHOWN)}"
        is List<*> -> "a list of ${value.size}"
        is String -> "\"${value.take(SHOWN)}\""
        else -> "$value".take(SHOWN)
    }

    companion object {
        /** Longest part of a foreign value that a message quotes. */
        private const val SHOWN = 60

        /** @param path what to call the document in messages, such as its file name */
        fun parse(path: String, text: String): Json = Json(path, JsonParser(path, text).document())
    }
}

/** The digits of a number, unconverted: a float32, a float64 and an int64 each want their own rounding. */
internal class JsonNumber(private val digits: String) {
    fun toDouble(): Double = digits.toDouble()

    fun toFloat(): Float = digits.toFloat()

    /** The value of an integer; `3.0` and `3e0` are integers too. */
    fun toLongOrNull(): Long? = digits.toLongOrNull() ?: digits.toDouble().let { if (it == Math.rint(it) && Math.abs(it) <= EXACT) it.toLong() else null }

    override fun toString(): String = digits

    private companion object {
        /** Up to here float64 holds every integer. */
        const val EXACT = 9007199254740992.0
    }
}
