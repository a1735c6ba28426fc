package golden

import dev.litert.sdkgen.runtime.ContextEnd
import dev.litert.sdkgen.runtime.FinishReason
import dev.litert.sdkgen.runtime.GenerationOptions
import dev.litert.sdkgen.runtime.Json
import dev.litert.sdkgen.runtime.LiteRtHostRunner
import dev.litert.sdkgen.runtime.TestBundles
import golden.tiny_chat.TinyChat
import java.io.File
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import golden.tiny_chat.java.TinyChat as TinyChatJava

/** Conversations on the real LiteRT library, against those that Keras held. */
class ConversationTest {
    private val bundle = TestBundles.bundle("tiny_chat")
    private val model = TinyChat.create(bundle, ::LiteRtHostRunner)
    private val options = GenerationOptions(maxTokens = 14)
    private val talks = Json.parse("turns.json", File(TestBundles.vectors("chat"), "turns.json").readText()).list

    @AfterEach
    fun close(): Unit = model.close()

    @Test
    fun `answers equal Keras, turn by turn, in both languages`() {
        TinyChatJava.create(bundle, ::LiteRtHostRunner).use { java ->
            for (talk in talks) {
                val system = talk.find("system")?.string
                val conversation = model.conversation(system)
                val other = if (system == null) java.conversation() else java.conversation(system)
                for (turn in talk["turns"].list) {
                    val pieces = StringBuilder()
                    val answer = conversation.send(turn["user"].string, options) { pieces.append(it).isNotEmpty() || true }
                    assertEquals(turn["answer"].string, answer.text)
                    assertEquals(answer.text, pieces.toString())
                    assertEquals(model.encode(turn["prompt"].string).size, answer.promptTokens)
                    assertEquals(turn["answer"].string, other.send(turn["user"].string, options).text)
                }
                assertEquals(talk["turns"].list.size * 2 + if (system == null) 0 else 1, conversation.messages.size)
            }
        }
    }

    @Test
    fun `conversations take turns on one model, and generate between them changes nothing`() {
        val (one, other) = talks.map { model.conversation(it.find("system")?.string) to it["turns"].list }
        for (i in 0 until 2) {
            for ((conversation, turns) in listOf(one, other)) {
                assertEquals(turns[i]["answer"].string, conversation.send(turns[i]["user"].string, options).text)
                model.generate("Something else of some length, again and again", options)
            }
        }
    }

    @Test
    fun `an answer that is cut stays as far as it came, one that fails leaves no trace`() {
        val conversation = model.conversation()
        val turns = talks[0]["turns"].list
        var count = 0
        val cut = conversation.send(turns[0]["user"].string, options) { ++count < 3 }
        assertEquals(FinishReason.LISTENER, cut.finishReason)
        assertEquals("assistant: ${cut.text}", conversation.messages.last().toString())
        val fresh = model.conversation()
        assertThrows<IllegalStateException> { fresh.send("a") { error("the listener fails") } }
        assertThrows<IllegalStateException> { fresh.send("a") { fresh.send("b").text.isEmpty() } }
        assertThrows<IllegalArgumentException> { fresh.send("a ".repeat(400)) }
        assertTrue(fresh.messages.isEmpty())
        for (turn in turns) assertEquals(turn["answer"].string, fresh.send(turn["user"].string, options).text)
    }

    @Test
    fun `a conversation that is too long forgets its oldest messages, but not the system's`() {
        val sliding = options.withContextEnd(ContextEnd.SLIDE)
        val conversation = model.conversation("Be brief.")
        repeat(12) { conversation.send("The quick brown fox jumps over the lazy dog $it", sliding) }
        val messages = conversation.messages
        assertTrue(messages.size in 3..17 && messages[0].content == "Be brief.") { "$messages" }
        assertTrue(messages.drop(1).chunked(2).all { (user, assistant) -> user.role == "user" && assistant.role == "assistant" })
        val unlimited = model.conversation()
        val error = assertThrows<IllegalArgumentException> { repeat(12) { unlimited.send("The quick brown fox jumps over the lazy dog $it", options) } }
        assertEquals("prompt: expected at most 256 tokens, which are the model's context, but it has more", error.message)
    }

    @Test
    fun `what a template can name is the caller's`() {
        fun promptTokens(date: Any?) = model.conversation(null, mapOf("date_string" to date)).send("Hi", options).promptTokens
        assertTrue(promptTokens("1 Jan 2026, a day of some length") > promptTokens("1"))
        val error = assertThrows<IllegalArgumentException> { promptTokens(Any()) }
        assertEquals("variables: expected texts, numbers, booleans, lists, maps and nulls but was java.lang.Object", error.message)
        assertThrows<dev.litert.sdkgen.runtime.ModelException> { promptTokens(5) }
    }
}
