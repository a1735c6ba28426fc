package dev.litert.sdkgen.runtime

/** Where the names of a template have their values. A loop's body has a scope of its own for each round; what it sets ends there. */
internal class TemplateScope(private val parent: TemplateScope?, val output: TemplateOutput) {
    private val values = HashMap<String, Any?>()

    operator fun get(name: String): Any? = when {
        values.containsKey(name) -> values[name]
        parent != null -> parent[name]
        else -> Undefined(name)
    }

    operator fun set(name: String, value: Any?) {
        values[name] = value
    }

    fun nested(): TemplateScope = TemplateScope(this, output)
}

/** What a template has written, and how far it may go: a template comes from anywhere. */
internal class TemplateOutput {
    private var text = StringBuilder()
    private var steps = 0

    fun write(part: String) {
        text.append(part)
        if (text.length > TemplateValue.MAX_TEXT) TemplateValue.fail("a text of more than ${TemplateValue.MAX_TEXT} characters")
    }

    fun step() {
        if (++steps > MAX_STEPS) TemplateValue.fail("it takes more than $MAX_STEPS steps")
    }

    /** What [block] writes, which does not become part of the text. */
    fun capture(block: () -> Unit): String {
        val outer = text
        text = StringBuilder()
        try {
            block()
            return text.toString()
        } finally {
            text = outer
        }
    }

    private companion object {
        const val MAX_STEPS = 5_000_000
    }
}
