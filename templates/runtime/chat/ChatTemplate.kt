package dev.litert.sdkgen.runtime

/** A chat template, parsed at export: it is a tree of the statements and expressions that this runtime knows, and can do nothing else. */
internal class ChatTemplate(json: Json) {
    private val body = TemplateStatements(TemplateExpressions()).body(json)

    /**
     * The text of a conversation.
     *
     * @param variables what the template can name; lists, maps, texts, numbers as Long and Double, truth values and nulls
     * @throws IllegalArgumentException if the template refuses the conversation
     * @throws ModelException if the template fails
     */
    fun render(variables: Map<String, Any?>): String {
        val output = TemplateOutput()
        val scope = TemplateScope(null, output)
        for (name in FUNCTIONS) scope[name] = name
        for ((name, value) in variables) scope[name] = value
        return output.capture { body(scope) }
    }

    private companion object {
        /** Templates ask whether they are defined. */
        val FUNCTIONS = listOf("raise_exception", "range", "strftime_now", "namespace")
    }
}
