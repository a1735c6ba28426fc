package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.ValueSource

class JsonTest {
    private fun parse(text: String) = Json.parse("f.json", text)

    private fun refusal(block: () -> Unit): String = assertThrows<ModelMismatchException> { block() }.message!!

    @Test
    fun `reads what Python writes`() {
        val json = parse("""{"s": "a\"\\\/\b\f\n\r\té\ud83d\ude00", "n": -1.5e3, "t": true, "f": false, "z": null, "l": [1, [], {}], "o": {"k": 2}}""")
        assertEquals("a\"\\/\b\u000c\n\r\té😀", json["s"].string)
        assertEquals(-1500.0, json["n"].double)
        assertEquals(-1500, json["n"].int)
        assertEquals(listOf(true, false), listOf(json["t"].boolean, json["f"].boolean))
        assertNull(json.find("z"))
        assertNull(json.find("absent"))
        assertEquals(1, json["l"].list[0].int)
        assertEquals(2, json["o"]["k"].int)
        assertEquals(listOf("s", "n", "t", "f", "z", "l", "o"), json.keys.toList())
        assertEquals("x", parse(" \r\n\t\"x\" ").string)
    }

    @Test
    fun `numbers keep their digits until they are asked for`() {
        assertEquals(Long.MIN_VALUE, parse("${Long.MIN_VALUE}").long)
        assertEquals(9007199254740993L, parse("9007199254740993").long)
        assertEquals(0.1f, parse("0.1").float)
        // Rounded through float64, this would give the float32 below.
        assertEquals(Math.nextUp(1f), parse("1.00000005960464477540").float)
    }

    @ParameterizedTest
    @ValueSource(
        strings = [
            "", " ", "{", "[", "}", "[1,]", "[1 2]", "[,1]", "{\"a\":}", "{\"a\" 1}", "{a: 1}", "{\"a\": 1,}", "{\"a\": 1 \"b\": 2}", "{1: 2}", "1 2",
            "\"", "\"\\\"", "\"a\nb\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u+123\"", "\"\\u 123\"", "\"\\u",
            "01", "+1", "-", ".5", "1.", "1.e3", "1e", "1e+", "0x10", "--1", "NaN", "Infinity", "-Infinity",
            "tru", "True", "nul", "'a'", "[1]]", "// c\n1", "\u0000", "\u00a01",
        ],
    )
    fun `refuses what is not JSON`(text: String) {
        assertTrue(refusal { parse(text) }.startsWith("f.json:"))
    }

    @Test
    fun `says where and what`() {
        assertEquals("f.json:2:6: not JSON: expected ',' or ']' but was '3'", refusal { parse("[1,\n   2 3]") })
        assertEquals("f.json:1:4: not JSON: expected '\"' but was the end", refusal { parse("\"ab") })
        assertEquals("f.json:1:8: not JSON: expected four hexadecimal digits after \\u but was 'z'", refusal { parse("\"ab\\u12zz\"") })
        assertEquals("f.json:1:8: not JSON: the key \"a\" stands twice", refusal { parse("{\"a\":1,\"a\" :2}") })
    }

    @Test
    fun `nesting has a limit below the stack's`() {
        parse("[".repeat(60) + "]".repeat(60))
        assertTrue("at most 64 levels" in refusal { parse("[".repeat(100_000)) })
        assertTrue("at most 64 levels" in refusal { parse("{\"a\":".repeat(100_000)) })
    }

    @ParameterizedTest
    @CsvSource(
        "a.b[1].int, f.json.a.b[1]: expected an integer from -2147483648 to 2147483647 but was 2147483648",
        "a.b[2].int, f.json.a.b[2]: expected an integer from -2147483648 to 2147483647 but was 1.5",
        "a.b[3].double, f.json.a.b[3]: expected a number in the range of float64 but was 1e999",
        "a.b[4].float, f.json.a.b[4]: expected a number in the range of float32 but was 1e39",
        "a.b[4].long, f.json.a.b[4]: expected an integer but was 1e39",
        "a.b[0].int, f.json.a.b[0]: expected a number but was \"x\"",
        "a.string, f.json.a: expected a string but was an object with [b]",
        "a.b.string, f.json.a.b: expected a string but was a list of 5",
        "a.list, f.json.a: expected a list but was an object with [b]",
        "a.b[0].boolean, f.json.a.b[0]: expected true or false but was \"x\"",
        "a.c.int, f.json.a: expected an object with \"c\" but was an object with [b]",
        "a.b[0].c.int, f.json.a.b[0]: expected an object but was \"x\"",
        quoteCharacter = '\'',
        delimiterString = ", ",
    )
    fun `every accessor names the place`(path: String, message: String) {
        val document = parse("""{"a": {"b": ["x", 2147483648, 1.5, 1e999, 1e39]}}""")
        val steps = Regex("""\w+|\[\d+]""").findAll(path).map { it.value }.toList()
        val failure = assertThrows<ModelMismatchException> {
            val json = steps.dropLast(1).fold(document) { json, step -> if (step[0] == '[') json.list[step.drop(1).dropLast(1).toInt()] else json[step] }
            when (steps.last()) {
                "int" -> json.int
                "long" -> json.long
                "float" -> json.float
                "double" -> json.double
                "string" -> json.string
                "boolean" -> json.boolean
                else -> json.list
            }
        }
        assertEquals(message, failure.message)
    }

    @Test
    fun `a foreign value is quoted in part only`() {
        assertTrue(refusal { parse("\"${"x".repeat(10_000)}\"").int }.length < 200)
    }
}
