package dev.litert.sdkgen.runtime

/** Something that has a value when a template runs. */
internal typealias Expression = (TemplateScope) -> Any?

/** Makes expressions of their form in chat_template.json: a list that begins with the kind. */
internal class TemplateExpressions {
    private val calls = TemplateCalls()

    /** None stands for what a template leaves out. */
    fun optional(json: Json): Expression? = if (json.isList) expression(json) else null

    fun expression(json: Json): Expression {
        val parts = json.list
        val kind = parts.firstOrNull() ?: json.fail("an expression")
        fun operand(place: Int) = expression(parts.operand(place))
        return when (kind.string) {
            "const" -> parts.operand(1).let(::constant).let { value -> { _ -> value } }
            "name" -> parts.operand(1).string.let { name -> { scope -> scope[name] } }
            "list" -> all(parts.operand(1)).let { items -> { scope -> items.map { it(scope) } } }
            "dict" -> parts.operand(1).list.map { expression(it.list.operand(0)) to expression(it.list.operand(1)) }.let { pairs ->
                { scope -> pairs.associate { (key, value) -> key(scope) to value(scope) } }
            }
            "namespace" -> parts.operand(1).list.map { it.list.operand(0).string to expression(it.list.operand(1)) }.let { pairs ->
                { scope -> Namespace(pairs.associateTo(HashMap()) { (name, value) -> name to value(scope) }) }
            }
            "item" -> binary(operand(1), operand(2), ::item)
            "slice" -> slice(operand(1), (2..4).map { optional(parts.operand(it)) })
            "call" -> calls.function(parts.operand(1), arguments(parts.operand(2)))
            "method" -> calls.method(parts.operand(1), operand(2), arguments(parts.operand(3)))
            "filter" -> calls.filter(parts.operand(1), operand(2), arguments(parts.operand(3)))
            "test" -> calls.test(parts.operand(1), operand(2), arguments(parts.operand(3)))
            "not" -> operand(1).let { value -> { scope -> !TemplateValue.isTrue(value(scope)) } }
            "and" -> all(parts.operand(1)).let { values -> { scope -> firstThat(values, scope) { !TemplateValue.isTrue(it) } } }
            "or" -> all(parts.operand(1)).let { values -> { scope -> firstThat(values, scope) { TemplateValue.isTrue(it) } } }
            "~" -> all(parts.operand(1)).let { values -> { scope -> values.map { TemplateValue.text(it(scope)) }.reduce(TemplateValue::joined) } }
            "+" -> all(parts.operand(1)).let { values -> { scope -> values.map { it(scope) }.reduce(TemplateArithmetic::sum) } }
            "-", "*", "/", "//", "%" -> TemplateArithmetic.operation(kind.string).let { binary(operand(1), operand(2), it) }
            "compare" -> comparison(operand(1), parts.operand(2).list.map { it.list.operand(0) to expression(it.list.operand(1)) })
            "choose" -> choice(operand(1), operand(2), optional(parts.operand(3)))
            else -> kind.fail("an expression that this runtime knows")
        }
    }

    private fun all(json: Json): List<Expression> = json.list.map(::expression)

    private fun arguments(json: Json): List<Expression?> = json.list.map(::optional)

    private fun constant(json: Json): Any? = when {
        json.isString -> json.string
        json.isNumber -> json.double.let { if (it == Math.rint(it)) json.long else it }
        else -> if (json.isNull) null else json.boolean
    }

    private inline fun firstThat(values: List<Expression>, scope: TemplateScope, decides: (Any?) -> Boolean): Any? {
        for (i in 0 until values.size - 1) values[i](scope).let { if (decides(it)) return it }
        return values.last()(scope)
    }

    private fun binary(left: Expression, right: Expression, operation: (Any?, Any?) -> Any?): Expression = { scope -> operation(left(scope), right(scope)) }

    private fun choice(test: Expression, value: Expression, otherwise: Expression?): Expression = { scope ->
        if (TemplateValue.isTrue(test(scope))) value(scope) else if (otherwise != null) otherwise(scope) else Undefined("the inline if without else")
    }

    private fun comparison(first: Expression, others: List<Pair<Json, Expression>>): Expression {
        val steps = others.map { (name, value) -> TemplateArithmetic.comparison(name) to value }
        return { scope ->
            var left = first(scope)
            steps.all { (holds, value) ->
                val right = value(scope)
                holds(left, right).also { left = right }
            }
        }
    }

    private fun item(value: Any?, key: Any?): Any? = when (value) {
        is Map<*, *> -> if (value.containsKey(key)) value[key] else Undefined("$key")
        is Namespace -> if (value.fields.containsKey(key)) value.fields[key] else Undefined("$key")
        is List<*>, is String -> if (key is Long) TemplateValue.list(value).let { it.getOrElse((if (key < 0) key + it.size else key).toInt()) { Undefined("$key") } } else Undefined("$key")
        is Undefined -> TemplateValue.fail("'${value.name}' is undefined, and has no '$key'")
        else -> Undefined("$key")
    }

    private fun slice(value: Expression, bounds: List<Expression?>): Expression = { scope ->
        val given = value(scope)
        val (start, stop, step) = bounds.map { bound -> bound?.invoke(scope)?.let(TemplateValue::int) }
        val chosen = TemplateArithmetic.slice(if (given is String || given is List<*>) TemplateValue.list(given) else TemplateValue.fail("${TemplateValue.kind(given)} has no slices"), start, stop, step ?: 1)
        if (given is String) chosen.joinToString("") else chosen
    }
}
