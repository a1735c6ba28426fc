package dev.litert.sdkgen.runtime

import java.util.Locale

/** The functions, methods, filters and tests that a template can name; arguments stand at their places, null where they are left out. */
internal class TemplateCalls {
    fun function(name: Json, arguments: List<Expression?>): Expression = FUNCTIONS[name.string]?.let { call ->
        { scope -> call(values(arguments, scope)) }
    } ?: name.fail("a function that this runtime knows")

    fun method(name: Json, target: Expression, arguments: List<Expression?>): Expression = METHODS[name.string]?.let { call ->
        { scope -> call(target(scope), values(arguments, scope)) }
    } ?: name.fail("a method that this runtime knows")

    fun filter(name: Json, target: Expression, arguments: List<Expression?>): Expression = FILTERS[name.string]?.let { call ->
        { scope -> call(target(scope), values(arguments, scope)) }
    } ?: name.fail("a filter that this runtime knows")

    fun test(name: Json, target: Expression, arguments: List<Expression?>): Expression = TESTS[name.string]?.let { call ->
        { scope -> call(target(scope), values(arguments, scope).firstOrNull()) }
    } ?: name.fail("a test that this runtime knows")

    /** What is left out is [Absent], since null is a value of templates. */
    private fun values(arguments: List<Expression?>, scope: TemplateScope): List<Any?> {
        scope.output.step()
        return arguments.map { if (it == null) Absent else it(scope) }
    }

    private object Absent

    private companion object {
        fun List<Any?>.text(place: Int): String? = get(place).let { if (it === Absent || it == null) null else TemplateValue.string(it) }

        fun List<Any?>.int(place: Int): Int? = get(place).let { if (it === Absent || it == null) null else TemplateValue.int(it) }

        fun strip(text: String, chars: String?, start: Boolean = true, end: Boolean = true): String {
            val set = chars?.toSet() ?: TemplateValue.WHITE_SPACE
            val trimmed = if (start) text.trimStart { it in set } else text
            return if (end) trimmed.trimEnd { it in set } else trimmed
        }

        fun capitalize(text: String): String = text.take(1).uppercase(Locale.ROOT) + text.drop(1).lowercase(Locale.ROOT)

        fun replace(text: String, arguments: List<Any?>): String {
            val old = arguments.text(0) ?: TemplateValue.fail("replace without a text to look for")
            val new = arguments.text(1) ?: TemplateValue.fail("replace without a text to put there")
            val parts = if (old.isEmpty()) TemplateValue.fail("replace with nothing to look for") else text.split(old, limit = arguments.int(2)?.takeIf { it >= 0 }?.plus(1) ?: 0)
            return parts.joinToString(new)
        }

        fun split(text: String, separator: String?, most: Int?): List<String> {
            val limit = most?.takeIf { it >= 0 }?.plus(1) ?: 0
            if (separator != null) return if (separator.isEmpty()) TemplateValue.fail("a split at nothing") else text.split(separator, limit = limit)
            if (limit != 0) TemplateValue.fail("a split at white space with a limit")
            return text.split(*TemplateValue.WHITE_SPACE.toCharArray()).filter { it.isNotEmpty() }
        }

        fun pairs(value: Any?): List<List<Any?>> = (value as? Map<*, *> ?: TemplateValue.fail("${TemplateValue.kind(value)} has no items")).map { listOf(it.key, it.value) }

        fun attribute(value: Any?, name: Any?): Any? = (value as? Map<*, *>)?.let { if (it.containsKey(name)) it[name] else null } ?: Undefined("$name")

        fun select(value: Any?, arguments: List<Any?>): (Any?) -> Boolean {
            val name = TemplateValue.string(arguments[0])
            val test = if (arguments[1] === Absent) null else TESTS[TemplateValue.string(arguments[1])] ?: TemplateValue.fail("the test ${arguments[1]} is not known")
            return { item -> attribute(item, name).let { if (test == null) TemplateValue.isTrue(it) else test(it, arguments[2]) } }
        }

        fun range(bounds: List<Any?>): List<Long> {
            val (first, second) = bounds.int(0) to bounds.int(1)
            val step = bounds.int(2) ?: 1
            val start = if (second == null) 0 else first ?: 0
            val stop = second ?: first ?: 0
            if (step == 0) TemplateValue.fail("a range with steps of 0")
            if ((stop.toLong() - start) / step > MAX_RANGE) TemplateValue.fail("a range of more than $MAX_RANGE numbers")
            val numbers: IntProgression = if (step > 0) start until stop step step else start downTo stop + 1 step -step
            return numbers.map { it.toLong() }
        }

        fun integer(value: Any?): Long = when (value) {
            is String -> value.trim().toLongOrNull() ?: 0
            else -> TemplateValue.number(value).toLong()
        }

        const val MAX_RANGE = 100_000L

        val FUNCTIONS: Map<String, (List<Any?>) -> Any?> = mapOf(
            "raise_exception" to { given -> throw IllegalArgumentException(TemplateValue.text(given[0])) },
            "range" to ::range,
            "strftime_now" to { given -> TemplateDate.now(TemplateValue.string(given[0])) },
        )

        val METHODS: Map<String, (Any?, List<Any?>) -> Any?> = mapOf(
            "capitalize" to { text, _ -> capitalize(TemplateValue.string(text)) },
            "endswith" to { text, given -> TemplateValue.string(text).endsWith(TemplateValue.string(given[0])) },
            "get" to { map, given ->
                (map as? Map<*, *> ?: TemplateValue.fail("${TemplateValue.kind(map)} has no get")).let { if (it.containsKey(given[0])) it[given[0]] else given[1].takeIf { default -> default !== Absent } }
            },
            "items" to { map, _ -> pairs(map) },
            "keys" to { map, _ -> pairs(map).map { it[0] } },
            "lower" to { text, _ -> TemplateValue.string(text).lowercase(Locale.ROOT) },
            "lstrip" to { text, given -> strip(TemplateValue.string(text), given.text(0), end = false) },
            "replace" to { text, given -> replace(TemplateValue.string(text), given) },
            "rstrip" to { text, given -> strip(TemplateValue.string(text), given.text(0), start = false) },
            "split" to { text, given -> split(TemplateValue.string(text), given.text(0), given.int(1)) },
            "startswith" to { text, given -> TemplateValue.string(text).startsWith(TemplateValue.string(given[0])) },
            "strip" to { text, given -> strip(TemplateValue.string(text), given.text(0)) },
            "upper" to { text, _ -> TemplateValue.string(text).uppercase(Locale.ROOT) },
            "values" to { map, _ -> pairs(map).map { it[1] } },
        )

        private val length: (Any?, List<Any?>) -> Any? = { value, _ -> TemplateValue.list(value).size.toLong() }

        private val default: (Any?, List<Any?>) -> Any? = { value, given ->
            val isMissing = value is Undefined || (given[1] !== Absent && TemplateValue.isTrue(given[1]) && !TemplateValue.isTrue(value))
            if (!isMissing) value else if (given[0] === Absent) "" else given[0]
        }

        val FILTERS: Map<String, (Any?, List<Any?>) -> Any?> = mapOf(
            "capitalize" to { value, _ -> capitalize(TemplateValue.text(value)) },
            "count" to length,
            "d" to default,
            "default" to default,
            "first" to { value, _ -> TemplateValue.list(value).let { if (it.isEmpty()) Undefined("first") else it.first() } },
            "int" to { value, _ -> integer(value) },
            "items" to { value, _ -> if (value is Undefined) emptyList() else pairs(value) },
            "join" to { value, given ->
                TemplateValue.list(value).map { if (given[1] === Absent) it else attribute(it, given[1]) }.joinToString(given.text(0) ?: "") { TemplateValue.text(it) }
            },
            "last" to { value, _ -> TemplateValue.list(value).let { if (it.isEmpty()) Undefined("last") else it.last() } },
            "length" to length,
            "list" to { value, _ -> TemplateValue.list(value) },
            "lower" to { value, _ -> TemplateValue.text(value).lowercase(Locale.ROOT) },
            "map" to { value, given -> TemplateValue.list(value).map { attribute(it, TemplateValue.string(given[0])) } },
            "rejectattr" to { value, given -> TemplateValue.list(value).filterNot(select(value, given)) },
            "replace" to { value, given -> replace(TemplateValue.text(value), given) },
            "reverse" to { value, _ -> TemplateValue.list(value).reversed().let { if (value is String) it.joinToString("") else it } },
            "safe" to { value, _ -> value },
            "selectattr" to { value, given -> TemplateValue.list(value).filter(select(value, given)) },
            "string" to { value, _ -> TemplateValue.text(value) },
            "tojson" to { value, given -> TemplateJson(given.int(0)).text(value) },
            "trim" to { value, given -> strip(TemplateValue.text(value), given.text(0)) },
            "upper" to { value, _ -> TemplateValue.text(value).uppercase(Locale.ROOT) },
        )

        val TESTS: Map<String, (Any?, Any?) -> Boolean> = mapOf<String, (Any?, Any?) -> Boolean>(
            "boolean" to { value, _ -> value is Boolean },
            "defined" to { value, _ -> value !is Undefined },
            "divisibleby" to { value, other -> TemplateValue.int(value).let { it % TemplateValue.int(other) == 0 } },
            "even" to { value, _ -> TemplateValue.int(value) % 2 == 0 },
            "false" to { value, _ -> value == false },
            "in" to { value, other -> TemplateValue.contains(other, value) },
            "integer" to { value, _ -> value is Long },
            "iterable" to { value, _ -> value is String || value is List<*> || value is Map<*, *> || value is Undefined },
            "mapping" to { value, _ -> value is Map<*, *> },
            "ne" to { value, other -> !TemplateValue.isEqual(value, other) },
            "none" to { value, _ -> value == null },
            "number" to { value, _ -> TemplateValue.isNumber(value) },
            "odd" to { value, _ -> TemplateValue.int(value) % 2 != 0 },
            "sequence" to { value, _ -> value is String || value is List<*> || value is Map<*, *> || value is Undefined },
            "string" to { value, _ -> value is String },
            "true" to { value, _ -> value == true },
            "undefined" to { value, _ -> value is Undefined },
        ) + listOf("==", "eq", "equalto").map { it to TemplateValue::isEqual }
    }
}
