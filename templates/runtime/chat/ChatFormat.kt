package dev.litert.sdkgen.runtime

/**
 * How a model wants a conversation to be written: its chat template, and the tokens at which a text begins and ends.
 *
 * @throws ModelMismatchException if the bundle has no chat template, or one that this runtime does not know
 */
public class ChatFormat(bundle: ModelBundle) {
    private val json = bundle.manifest.json["postprocess"]["chat"]
    private val template = ChatTemplate(json["template"].string.let { Json.parse(it, bundle.text(it)) })
    private val start = json.find("start_token")?.string.orEmpty()
    private val end = json.find("end_token")?.string.orEmpty()
    private val endId = json.find("end_token_id")?.int

    /**
     * The text that [messages] become, up to where the model's answer begins.
     *
     * @param variables what else the template can name
     * @throws IllegalArgumentException if the template refuses the messages, in its words
     */
    internal fun text(messages: List<ChatMessage>, variables: Map<String, Any?>): String = template.render(
        mapOf("bos_token" to start, "eos_token" to end, "tools" to null, "documents" to null) +
            variables.mapValues { TemplateValue.of(it.value) } +
            mapOf("messages" to messages.map { mapOf("role" to it.role, "content" to it.content) }, "add_generation_prompt" to true),
    )

    /** The tokens of [text]. What [model] wants in front stands there once, and the text of the end token is the token that ends an answer. */
    internal fun tokens(text: String, model: CausalLanguageModel): IntArray {
        val front = model.encode("")
        val prompt = if (front.isEmpty()) text else text.removePrefix(start)
        if (end.isEmpty() || endId == null) return model.encode(prompt)
        val parts = prompt.split(end)
        return parts.drop(1).fold(model.encode(parts[0])) { tokens, part -> tokens + endId + model.tokenizer.encode(part) }
    }
}
