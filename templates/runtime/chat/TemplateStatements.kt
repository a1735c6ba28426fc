package dev.litert.sdkgen.runtime

/** Something that a template does. */
internal typealias Statement = (TemplateScope) -> Outcome

/** Where a template goes on after a statement. */
internal enum class Outcome { NEXT, BREAK, CONTINUE }

/** Makes statements of their form in chat_template.json: a list that begins with the kind. */
internal class TemplateStatements(private val expressions: TemplateExpressions) {
    fun body(json: Json): Statement {
        val statements = json.list.map(::statement)
        return { scope -> statements.firstNotNullOfOrNull { step -> step(scope).takeIf { it != Outcome.NEXT } } ?: Outcome.NEXT }
    }

    private fun statement(json: Json): Statement {
        val parts = json.list
        val kind = parts.firstOrNull() ?: json.fail("a statement")
        val run = when (kind.string) {
            "output" -> output(parts.operand(1))
            "if" -> choice(parts.operand(1), parts.operand(2))
            "for" -> loop(parts)
            "set" -> assignment(targets(parts.operand(1)), expressions.expression(parts.operand(2)))
            "capture" -> capture(targets(parts.operand(1)), body(parts.operand(2)))
            "break" -> { _ -> Outcome.BREAK }
            "continue" -> { _ -> Outcome.CONTINUE }
            else -> kind.fail("a statement that this runtime knows")
        }
        return { scope ->
            scope.output.step()
            run(scope)
        }
    }

    private fun output(json: Json): Statement {
        val parts = json.list.map(expressions::expression)
        return { scope ->
            for (part in parts) scope.output.write(TemplateValue.text(part(scope)))
            Outcome.NEXT
        }
    }

    private fun choice(branches: Json, otherwise: Json): Statement {
        val tests = branches.list.map { expressions.expression(it.list.operand(0)) to body(it.list.operand(1)) }
        val last = body(otherwise)
        return { scope -> (tests.find { (test, _) -> TemplateValue.isTrue(test(scope)) }?.second ?: last)(scope) }
    }

    private fun loop(parts: List<Json>): Statement {
        val targets = targets(parts.operand(1))
        val items = expressions.expression(parts.operand(2))
        val condition = expressions.optional(parts.operand(3))
        val body = body(parts.operand(4))
        val otherwise = body(parts.operand(5))
        return { scope ->
            val all = TemplateValue.list(items(scope))
            val chosen = if (condition == null) all else all.filter { TemplateValue.isTrue(condition(scope.nested().also { inner -> assign(inner, targets, it) })) }
            for (i in chosen.indices) {
                scope.output.step()
                val inner = scope.nested()
                inner["loop"] = loopFields(chosen, i)
                assign(inner, targets, chosen[i])
                if (body(inner) == Outcome.BREAK) break
            }
            if (chosen.isEmpty()) otherwise(scope) else Outcome.NEXT
        }
    }

    private fun loopFields(items: List<Any?>, at: Int): Map<String, Any?> = mapOf(
        "index" to at + 1L,
        "index0" to at.toLong(),
        "revindex" to (items.size - at).toLong(),
        "revindex0" to (items.size - at - 1).toLong(),
        "first" to (at == 0),
        "last" to (at == items.size - 1),
        "length" to items.size.toLong(),
        "previtem" to if (at > 0) items[at - 1] else Undefined("previtem"),
        "nextitem" to if (at < items.size - 1) items[at + 1] else Undefined("nextitem"),
    )

    private fun assignment(targets: List<List<String>>, value: Expression): Statement = { scope ->
        assign(scope, targets, value(scope))
        Outcome.NEXT
    }

    private fun capture(targets: List<List<String>>, body: Statement): Statement = { scope ->
        assign(scope, targets, scope.output.capture { body(scope.nested()) })
        Outcome.NEXT
    }

    /** Several names take a value apart. */
    private fun assign(scope: TemplateScope, targets: List<List<String>>, value: Any?) {
        if (targets.size == 1) return assignOne(scope, targets[0], value)
        val parts = TemplateValue.list(value)
        if (parts.size != targets.size) TemplateValue.fail("${targets.size} names for ${parts.size} values")
        targets.forEachIndexed { i, target -> assignOne(scope, target, parts[i]) }
    }

    private fun assignOne(scope: TemplateScope, target: List<String>, value: Any?) {
        if (target.size == 1) {
            scope[target[0]] = value
            return
        }
        val namespace = scope[target[0]] as? Namespace ?: TemplateValue.fail("'${target[0]}' is no namespace")
        namespace.fields[target[1]] = value
    }

    /** One name each, or a namespace and the name of its field. */
    private fun targets(json: Json): List<List<String>> = json.list.map { if (it.isString) listOf(it.string) else it.list.map { name -> name.string } }
}

/** The part at [place] of a form. */
internal fun List<Json>.operand(place: Int): Json = getOrNull(place) ?: first().fail("a form with a part $place")
