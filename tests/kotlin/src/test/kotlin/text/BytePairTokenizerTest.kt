package dev.litert.sdkgen.runtime

import java.io.ByteArrayOutputStream
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.Random
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

class BytePairTokenizerTest {
    @Test
    fun `pairs merge by rank, the leftmost first`() {
        val tokenizer = tokenizer("a" to "b", "b" to "c", "ab" to "c", "a" to "a")
        assertEquals(listOf("abc", "ab", "bc", "aa", "a"), tokens(tokenizer, "abcabbcaaa"))
    }

    @Test
    fun `empty text, empty ids, ids of no token`() {
        val tokenizer = tokenizer("a" to "b")
        assertEquals(0, tokenizer.encode("").size)
        assertEquals(0, tokenizer.encode("ab", 0).size)
        assertEquals("", tokenizer.decode(intArrayOf()))
        assertEquals("ab", tokenizer.decode(intArrayOf(97, 70_000, 98)))
        assertThrows(IllegalArgumentException::class.java) { tokenizer.decode(intArrayOf(-1)) }
        assertThrows(IllegalArgumentException::class.java) { tokenizer.encode("a", -1) }
    }

    @Test
    fun `half a surrogate pair counts as U+FFFD`() {
        val tokenizer = tokenizer("a" to "b")
        for (text in listOf("a\uD800b", "\uDC00", "a\uD83D", "\uD83D\uD83D\uDE00")) {
            val repaired = String(text.toByteArray(Charsets.UTF_16BE), Charsets.UTF_16BE)
            assertEquals(tokenizer.encode(repaired).toList(), tokenizer.encode(text).toList())
            assertEquals(repaired, tokenizer.decode(tokenizer.encode(text)))
        }
    }

    @Test
    fun `the longest special token at the leftmost place, in text as it is written`() {
        val tokenizer = tokenizer("a" to "b", pipeline = """{"added_tokens": {"<x>": 300, "<x><y>": 301, "x><y": 302, "b": 303}}""")
        assertEquals(listOf(97, 303, 301, 300, 97, 300), tokenizer.encode("ab<x><y><x>a<x>").toList())
        assertEquals(listOf(300, 60, 121, 302), tokenizer.encode("<x><yx><y").toList())
    }

    @Test
    fun `a word with an end, and bytes without a token`() {
        val pipeline = """{"word_end": "</w>", "unknown": 98, "splits": [{"type": "split", "literal": " ", "keep": "gaps"}], "removed": ["</w>", "b"]}"""
        val bytes = IntArray(256) { if (it == 'z'.code) -1 else it }
        val ends = IntArray(256) { if (it == 'a'.code) 256 else bytes[it] }
        val tokenizer = BytePairTokenizer(pipeline, vocabulary("a</w>", "aa</w>"), merges(bytes, ends, intArrayOf(97, 256, 257)))
        assertEquals(listOf(257, 97, 120, 97, 98), tokenizer.encode("aa ax az").toList())
        assertEquals("aaaxa", tokenizer.decode(intArrayOf(257, 97, 120, 97, 98)))
        val decoder = tokenizer.streamingDecoder()
        assertEquals(listOf("", "aa", "", "x"), listOf(decoder.add(257), decoder.end(), decoder.add(120), decoder.end()))
    }

    @Test
    fun `characters come whole`() {
        val decoder = tokenizer("a" to "b").streamingDecoder()
        assertEquals(listOf("", "", "", "😀", "a"), listOf(0xF0, 0x9F, 0x98, 0x80, 0x61).map(decoder::add))
        assertEquals(listOf("", "\uFFFDa", "", ""), listOf(0xE2, 0x61, 0xE2, 0x82).map(decoder::add))
        assertEquals("\uFFFD", decoder.end())
        assertEquals("x", decoder.add('x'.code))
    }

    /** Long pieces go another way than short ones: both must be what merging one pair after the other gives. */
    @Test
    fun `random rules on short and long texts`() {
        val random = Random(5)
        repeat(60) {
            val tokens = arrayListOf("a", "b", " ")
            val rules = LinkedHashSet<Pair<String, String>>()
            while (rules.size < 40) {
                val rule = tokens[random.nextInt(tokens.size)] to tokens[random.nextInt(tokens.size)]
                if (rule.first.length + rule.second.length <= 9 && rules.add(rule)) tokens += rule.first + rule.second
            }
            val shuffled = rules.shuffled(random)
            val tokenizer = tokenizer(*shuffled.toTypedArray())
            for (length in listOf(1, 2, 3, 10, 47, 48, 49, 50, 130, 400)) {
                val text = String(CharArray(length) { "aaabb "[random.nextInt(6)] })
                assertEquals(merged(text, shuffled), tokens(tokenizer, text)) { "$text by $shuffled" }
            }
        }
    }

    private fun merged(text: String, rules: List<Pair<String, String>>): List<String> {
        val tokens = text.map { "$it" }.toMutableList()
        while (true) {
            val best = (0 until tokens.size - 1).map { rules.indexOf(tokens[it] to tokens[it + 1]) to it }.filter { it.first >= 0 }
                .minWithOrNull(compareBy({ it.first }, { it.second })) ?: return tokens
            tokens[best.second] += tokens.removeAt(best.second + 1)
        }
    }

    @Test
    @Timeout(60)
    fun `a million letters, spaces or pairs in one piece`() {
        val doubling = generateSequence("a" to "a") { (it.first + it.second).let { token -> token to token } }.take(12).toList().toTypedArray()
        val tokenizer = tokenizer(*doubling, " " to " ", "  " to "  ", "a" to " ")
        for (unit in listOf("a", " ", "a ", "aab")) {
            val text = unit.repeat(1_000_000 / unit.length)
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)))
        }
        // 1,000,000 = 244 * 4096 + 512 + 64
        assertEquals(List(244) { 4096 } + 512 + 64, tokens(tokenizer, "a".repeat(1_000_000)).map { it.length })
    }

    @Test
    @Timeout(60)
    fun `ten million characters, of which few are wanted`() {
        val tokenizer = tokenizer("l" to "l", "o" to " ")
        val text = "hello world! ".repeat(800_000)
        repeat(5) { assertEquals(tokenizer.encode("hello world! ").take(7), tokenizer.encode(text, 7).toList()) }
        assertEquals(text.length - 1_600_000, tokenizer.encode(text).size)
    }

    @Test
    fun `several threads at once`() {
        val tokenizer = tokenizer("a" to "b", "ab" to "ab", "b" to "a")
        val texts = List(200) { seed -> Random(seed.toLong()).let { random -> String(CharArray(100) { "ab "[random.nextInt(3)] }) } }
        val expected = texts.map { tokenizer.encode(it).toList() }
        val pool = Executors.newFixedThreadPool(4)
        try {
            for (run in pool.invokeAll(List(8) { Callable { texts.map { tokenizer.encode(it).toList() } } })) assertEquals(expected, run.get())
        } finally {
            pool.shutdown()
        }
    }

    @Test
    fun `files that do not fit each other are refused, and the message says where`() {
        val bytes = IntArray(256) { it }
        refused("merges.bin: expected whole numbers of 4 bytes but was 1025 bytes") { BytePairTokenizer("{}", vocabulary(), merges(bytes) + 0) }
        refused("merges.bin: expected 256 tokens and then 3 for each rule but was 257") { BytePairTokenizer("{}", vocabulary(), merges(bytes, intArrayOf(1))) }
        refused("merges.bin: expected 512 tokens") { BytePairTokenizer("""{"word_end": "</w>"}""", vocabulary(), merges(bytes)) }
        refused("merges.bin: expected tokens of the vocabulary but was 256, which is none") {
            BytePairTokenizer("{}", vocabulary(), merges(bytes, intArrayOf(97, 98, 256)))
        }
        refused("merges.bin: expected tokens of the vocabulary but was -1, which is none") {
            BytePairTokenizer("{}", vocabulary("ab"), merges(bytes, intArrayOf(97, -1, 256)))
        }
        refused("merges.bin: expected each pair of tokens once but was tokens 97 and 98 twice") {
            BytePairTokenizer("{}", vocabulary("ab"), merges(bytes, intArrayOf(97, 98, 256, 97, 98, 256)))
        }
        refused("vocabulary.bin: expected the bytes of token 256") { BytePairTokenizer("{}", vocabulary() + byteArrayOf(5, 1, 2), merges(bytes)) }
        refused("vocabulary.bin: expected the bytes of token 256") { BytePairTokenizer("{}", vocabulary() + byteArrayOf(-1), merges(bytes)) }
        refused("vocabulary.bin: expected the bytes of token 256") { BytePairTokenizer("{}", vocabulary() + ByteArray(9) { -1 }, merges(bytes)) }
        refused("merges.bin: expected tokens of the vocabulary but was 0") { BytePairTokenizer("{}", ByteArray(0), merges(bytes)) }
    }

    @Test
    fun `a pipeline that this runtime does not understand is refused, and the message says where`() {
        refused("tokenizer.json:1:1: not JSON") { tokenizer(pipeline = "vocabulary") }
        refused("tokenizer.json.normalizers[0].type: expected nfc, lowercase or replace but was \"nfkc\"") {
            tokenizer(pipeline = """{"normalizers": [{"type": "nfkc"}]}""")
        }
        refused("tokenizer.json.splits[0].type: expected split or prefix_space but was \"digits\"") {
            tokenizer(pipeline = """{"splits": [{"type": "digits"}]}""")
        }
        refused("tokenizer.json.splits[0].keep: expected all, matches or gaps") { tokenizer(pipeline = splits(""""literal": "a", "keep": "some"""")) }
        refused("tokenizer.json.splits[0].literal: expected a text") { tokenizer(pipeline = splits(""""literal": "", "keep": "all"""")) }
        refused("splits[0]: expected an object with \"alternatives\"") { tokenizer(pipeline = splits(""""keep": "all"""")) }
        refused("alternatives[0][0].set: expected an integer from 0 to 0 but was 1") {
            tokenizer(pipeline = """{"sets": ["Q1"], "splits": [{"type": "split", "keep": "all", "alternatives": [[{"set": 1}]]}]}""")
        }
        refused("added_tokens.<x>: expected an integer from 0") { tokenizer(pipeline = """{"added_tokens": {"<x>": -1}}""") }
        refused("word_end: expected printable ASCII") { tokenizer(pipeline = """{"word_end": "é"}""") }
        refused("removed[0]: expected a text") { tokenizer(pipeline = """{"removed": [""]}""") }
    }

    private fun splits(fields: String) = """{"splits": [{"type": "split", $fields}]}"""

    private fun refused(message: String, make: () -> BytePairTokenizer) {
        val actual = assertThrows(ModelMismatchException::class.java) { make() }.message!!
        assertTrue(message in actual) { actual }
    }

    private fun tokens(tokenizer: BytePairTokenizer, text: String): List<String> = tokenizer.encode(text).map { tokenizer.decode(intArrayOf(it)) }

    /** The bytes as tokens 0 to 255, and then what the rules make. */
    private fun tokenizer(vararg rules: Pair<String, String>, pipeline: String = "{}"): BytePairTokenizer {
        val made = rules.map { it.first + it.second }.distinct()
        val ids = (0..127).associateBy { "${it.toChar()}" } + made.withIndex().associate { it.value to 256 + it.index }
        val numbers = rules.flatMap { (left, right) -> listOf(ids.getValue(left), ids.getValue(right), ids.getValue(left + right)) }
        return BytePairTokenizer(pipeline, vocabulary(*made.toTypedArray()), merges(IntArray(256) { it }, numbers.toIntArray()))
    }

    private fun vocabulary(vararg more: String): ByteArray = ByteArrayOutputStream().apply {
        for (byte in 0..255) write(byteArrayOf(1, byte.toByte()))
        for (token in more) {
            var length = token.length
            while (length >= 128) {
                write(128 + length % 128)
                length /= 128
            }
            write(length)
            write(token.toByteArray())
        }
    }.toByteArray()

    private fun merges(bytes: IntArray, vararg more: IntArray): ByteArray = more.fold(bytes) { all, some -> all + some }.let { numbers ->
        ByteBuffer.allocate(numbers.size * 4).order(ByteOrder.LITTLE_ENDIAN).apply { asIntBuffer().put(numbers) }.array()
    }
}
