package dev.litert.sdkgen.runtime

import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

class TextPreprocessorTest {
    @Test
    fun `a text becomes the model's integers`() {
        val preprocessor = TextPreprocessor(textBundle(textStep()))
        assertEquals(8, preprocessor.sequenceLength)
        val packed = preprocessor.pack("Hello worlds")
        assertEquals(listOf(1, 4, 5, 6, 2, 3, 3, 3), packed.tokenIds.toList())
        assertEquals(listOf(1, 1, 1, 1, 1, 0, 0, 0), packed.paddingMask.toList())
        assertEquals(listOf(0, 0, 0, 0, 0, 0, 0, 0), packed.segmentIds.toList())
        val pair = preprocessor.pack("hello hello hello", "worlds worlds")
        assertEquals(listOf(1, 4, 4, 4, 2, 5, 6, 2), pair.tokenIds.toList())
        assertEquals(listOf(0, 0, 0, 0, 0, 1, 1, 1), pair.segmentIds.toList())
    }

    @Test
    fun `fields that a manifest leaves out have its defaults, and others are taken`() {
        val cased = """{"type": "wordpiece", "vocabulary": "vocabulary.txt", "oov_token": "[UNK]"}"""
        assertEquals(listOf(0, 5, 6), TextPreprocessor(textBundle(textStep(cased))).tokenizer.encode("Hello worlds").toList())
        val suffix = """{"type": "wordpiece", "vocabulary": "vocabulary.txt", "oov_token": "hello", "suffix_indicator": "wor", "split": false}"""
        assertEquals(listOf(4), TextPreprocessor(textBundle(textStep(suffix))).tokenizer.encode("world world").toList())
        val left = """{"type": "multi_segment", "sequence_length": 4, "start": [], "separator": [], "end": [7, 7], "pad": 0, "padding_side": "left"}"""
        assertEquals(listOf(0, 4, 7, 7), TextPreprocessor(textBundle(textStep(packer = left))).pack("hello").tokenIds.toList())
    }

    @Test
    fun `tokens of the vocabulary keep their spaces, and line ends other than the line feed`() {
        val cased = TOKENIZER.replace("true", "false")
        val tokenizer = TextPreprocessor(textBundle(textStep(cased), vocabulary = "[UNK]\na\r\n\u3000\nhello\nhello ")).tokenizer
        assertEquals(listOf(2, 3, 0), tokenizer.encode("\u3000 hello a").toList())
        assertEquals("a\r \u3000 hello hello ", tokenizer.decode(intArrayOf(1, 2, 3, 4)))
    }

    @Test
    fun `a manifest that this runtime does not understand is refused, and the message says where`() {
        val step = textStep()
        refused("expected a step of type text but there is none")
        refused("manifest.json.preprocess[0].tokenizer.type: expected one of [wordpiece, ", step.replace("wordpiece", "bpe"))
        refused("manifest.json.preprocess[0].packer.type: expected one of [multi_segment, start_end]", step.replace("multi_segment", "prompt"))
        refused("tokenizer: expected an object with \"oov_token\"", step.replace("oov_token", "unknown"))
        refused("lowercase: expected true or false but was 1", step.replace("true", "1"))
        refused("packer.sequence_length: expected an integer from 1 to 16777216 but was 0", step.replace(": 8", ": 0"))
        refused("packer.sequence_length: expected at least 2, room for start and end, but was 1", step.replace(": 8", ": 1"))
        refused("packer.end[0]: expected an integer", step.replace("\"end\": [2]", "\"end\": [2.5]"))
        refused("packer.truncate: expected one of [round_robin, waterfall] but was \"longest\"", step.replace("\"pad\"", "\"truncate\": \"longest\", \"pad\""))
        refused("expected the name of a file in the bundle", step.replace("vocabulary.txt", "../vocabulary.txt"))
        val missing = assertThrows(ModelException::class.java) { TextPreprocessor(textBundle(step.replace("vocabulary.txt", "words.txt"))) }.message!!
        assertTrue("cannot read words.txt" in missing) { missing }
    }

    private fun refused(message: String, vararg steps: String) {
        val actual = assertThrows(ModelMismatchException::class.java) { TextPreprocessor(textBundle(*steps)) }.message!!
        assertTrue(message in actual) { actual }
    }

    @Test
    fun `a pair that has no room for its separator is the caller's mistake`() {
        val preprocessor = TextPreprocessor(textBundle(textStep(packer = PACKER.replace(": 8", ": 2"))))
        assertEquals(listOf(1, 2), preprocessor.pack("hello").tokenIds.toList())
        assertThrows(IllegalArgumentException::class.java) { preprocessor.pack("hello", "world") }
    }

    @Test
    fun `a packer of one text takes no pairs`() {
        val preprocessor = TextPreprocessor(textBundle(textStep(packer = START_END)))
        assertEquals(listOf(1, 4, 5, 6, 2, 3), preprocessor.pack("hello worlds").tokenIds.toList())
        assertEquals(listOf(1, 4, 4, 4, 4, 2), preprocessor.pack("hello ".repeat(9)).tokenIds.toList())
        val message = assertThrows(IllegalArgumentException::class.java) { preprocessor.pack("hello", "world") }.message
        assertEquals("segments: the model takes 1 text at a time but was given 2", message)
    }

    @Test
    fun `several threads at once`() {
        val texts = TokenizerVectors.all("text/word_piece")[2].texts
        val preprocessor = TextPreprocessor(textBundle(textStep(TOKENIZER.replace("true", "true, \"strip_accents\": true"))))
        val expected = texts.map { preprocessor.pack(it).tokenIds.toList() }
        val pool = Executors.newFixedThreadPool(4)
        try {
            val runs = List(8) { Callable { texts.map { preprocessor.pack(it).tokenIds.toList() } } }
            for (run in pool.invokeAll(runs)) assertEquals(expected, run.get())
        } finally {
            pool.shutdown()
        }
    }

    /** Twenty texts of ten million characters each: only their beginnings are tokenized. */
    @Test
    @Timeout(120)
    fun `what cannot fit is not tokenized`() {
        val preprocessor = TextPreprocessor(textBundle(textStep()))
        val text = "hello world! ".repeat(800_000)
        repeat(20) { assertEquals(listOf(1, 4, 5, 0, 4, 5, 0, 2), preprocessor.pack(text).tokenIds.toList()) }
    }
}
