package dev.litert.sdkgen.runtime

/** Python's operators on the values of a template. */
internal object TemplateArithmetic {
    fun sum(one: Any?, other: Any?): Any? = when {
        one is String && other is String -> TemplateValue.joined(one, other)
        one is List<*> && other is List<*> -> one + other
        else -> numbers(one, other, { a, b -> Math.addExact(a, b) }) { a, b -> a + b }
    }

    fun operation(sign: String): (Any?, Any?) -> Any? = when (sign) {
        "-" -> { a, b -> numbers(a, b, { x, y -> Math.subtractExact(x, y) }) { x, y -> x - y } }
        "*" -> { a, b -> numbers(a, b, { x, y -> Math.multiplyExact(x, y) }) { x, y -> x * y } }
        "/" -> { a, b -> TemplateValue.number(a) / divisor(b) }
        "//" -> { a, b -> divisor(b).let { numbers(a, b, { x, y -> Math.floorDiv(x, y) }) { x, y -> Math.floor(x / y) } } }
        else -> { a, b -> divisor(b).let { numbers(a, b, { x, y -> Math.floorMod(x, y) }) { x, y -> x - y * Math.floor(x / y) } } }
    }

    fun comparison(name: Json): (Any?, Any?) -> Boolean = when (name.string) {
        "eq" -> TemplateValue::isEqual
        "ne" -> { a, b -> !TemplateValue.isEqual(a, b) }
        "lt" -> { a, b -> TemplateValue.compare(a, b) < 0 }
        "lteq" -> { a, b -> TemplateValue.compare(a, b) <= 0 }
        "gt" -> { a, b -> TemplateValue.compare(a, b) > 0 }
        "gteq" -> { a, b -> TemplateValue.compare(a, b) >= 0 }
        "in" -> { a, b -> TemplateValue.contains(b, a) }
        "notin" -> { a, b -> !TemplateValue.contains(b, a) }
        else -> name.fail("a comparison that this runtime knows")
    }

    /** `items[start:stop:step]`. */
    fun slice(items: List<Any?>, start: Int?, stop: Int?, step: Int): List<Any?> {
        if (step == 0) TemplateValue.fail("a slice with steps of 0")
        val (first, last) = if (step > 0) 0 to items.size else -1 to items.size - 1
        fun place(bound: Int?, default: Int): Int = if (bound == null) default else (if (bound < 0) bound + items.size else bound).coerceIn(first, last)
        val from = place(start, if (step > 0) first else last)
        val to = place(stop, if (step > 0) last else first)
        return (if (step > 0) from until to step step else from downTo to + 1 step -step).map { items[it] }
    }

    private inline fun numbers(one: Any?, other: Any?, whole: (Long, Long) -> Long, real: (Double, Double) -> Double): Any = try {
        if (one is Long && other is Long) whole(one, other) else real(TemplateValue.number(one), TemplateValue.number(other))
    } catch (e: ArithmeticException) {
        TemplateValue.fail("a number is too large")
    }

    private fun divisor(value: Any?): Double = TemplateValue.number(value).also { if (it == 0.0) TemplateValue.fail("a division by zero") }
}
