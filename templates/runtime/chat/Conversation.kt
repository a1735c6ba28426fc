package dev.litert.sdkgen.runtime

/**
 * A conversation with a model: [send] answers as `generate` would to all that was said, written as the model's chat template wants it.
 *
 * What the model has read stays in its cache, so that a turn reads what is new. Conversations that take turns on one model, and
 * `generate` between them, change no answer: what the cache holds of others is read again.
 * Calls block and may come from any thread; they run one at a time.
 *
 * @param system what the model is told first; null for nothing, and for models whose template has no such message
 * @param variables what the template can name besides, such as `enable_thinking`: texts, numbers, booleans, lists, maps and nulls
 */
public class Conversation @JvmOverloads constructor(
    private val model: CausalLanguageModel,
    private val format: ChatFormat,
    system: String? = null,
    private val variables: Map<String, Any?> = emptyMap(),
) {
    /** What was said so far: the system's message, and those of both sides in turn. */
    @Volatile
    public var messages: List<ChatMessage> = listOfNotNull(system?.let { ChatMessage("system", it) })
        private set

    /** The system's message is not forgotten. */
    private val leading = messages.size

    /**
     * The model's answer to [text]. An answer that was cut short, by a listener too, stays in the conversation as far as it came; one that
     * failed leaves the conversation as it was.
     *
     * With [ContextEnd.SLIDE] the oldest messages are forgotten, two by two, where all do not fit into the context.
     *
     * @param options as for `generate`; [GenerationOptions.stripPrompt] has no meaning here
     * @param listener receives the answer piece by piece, and stops it by returning false
     * @throws IllegalArgumentException if the template refuses the conversation, or it is longer than the context
     * @throws IllegalStateException if the model is closed, if this is called from a listener of the same model, or if the context ends and
     * [GenerationOptions.contextEnd] is [ContextEnd.ERROR]
     * @throws ModelException if LiteRT or the template fails
     */
    @JvmOverloads
    public fun send(text: String, options: GenerationOptions = GenerationOptions(), listener: TokenListener<String> = TokenListener { true }): GeneratedText =
        model.session.exclusive {
            var said = messages + ChatMessage("user", text)
            var prompt = tokens(said)
            while (options.contextEnd == ContextEnd.SLIDE && prompt.size >= model.contextLength && said.size > leading + 2) {
                said = said.take(leading) + said.drop(leading + 2)
                prompt = tokens(said)
            }
            val answer = model.answer(prompt, options, listener)
            messages = said + ChatMessage("assistant", answer.text)
            answer
        }

    /** As above, with the model's own options. */
    public fun send(text: String, listener: TokenListener<String>): GeneratedText = send(text, GenerationOptions(), listener)

    private fun tokens(messages: List<ChatMessage>): IntArray = format.tokens(format.text(messages, variables), model)
}

/** What one side of a conversation said; [role] is `system`, `user` or `assistant`. */
public class ChatMessage(public val role: String, public val content: String) {
    override fun toString(): String = "$role: $content"
}
