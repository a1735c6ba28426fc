package dev.litert.sdkgen.runtime

import java.io.File
import java.util.GregorianCalendar
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class ChatTemplateTest {
    /** A value of the vectors as a caller of the runtime would pass it. */
    private fun plain(json: Json): Any? = when {
        json.isNull -> null
        json.isString -> json.string
        json.isNumber -> json.int
        json.isList -> json.list.map(::plain)
        json.isObject -> json.keys.associateWith { key -> json.find(key)?.let(::plain) }
        else -> json.boolean
    }

    @Test
    fun `texts equal Jinja's`() {
        var texts = 0
        var refusals = 0
        for (entry in Json.parse("cases.json", File(TestBundles.vectors("chat_templates"), "cases.json").readText()).list) {
            val template = ChatTemplate(entry["tree"])
            for (case in entry["cases"].list) {
                val variables = case["variables"].let { given -> given.keys.associateWith { TemplateValue.of(plain(given[it])) } }
                val all = mapOf("tools" to null, "documents" to null) + variables + mapOf("messages" to plain(case["messages"]), "add_generation_prompt" to true)
                val where = "${entry["name"].string}: ${plain(case["messages"])}"
                val expected = case.find("text")?.string
                if (expected != null) {
                    assertEquals(expected, template.render(all), where)
                    texts++
                } else {
                    assertEquals(case["error"].string, assertThrows<IllegalArgumentException>(where) { template.render(all) }.message)
                    refusals++
                }
            }
        }
        assertTrue(texts > 80 && refusals > 5) { "$texts, $refusals" }
    }

    private fun template(tree: String) = ChatTemplate(Json.parse("chat_template.json", tree))

    private fun error(tree: String, vararg variables: Pair<String, Any?>): String? =
        assertThrows<ModelException> { template(tree).render(mapOf(*variables)) }.message?.removePrefix("the chat template cannot be used: ")

    @Test
    fun `a template that fails says why`() {
        assertEquals("'m' is undefined, and has no 'role'", error("""[["output", [["item", ["name", "m"], ["const", "role"]]]]]"""))
        assertEquals("expected a number but was a text", error("""[["output", [["+", [["const", "a"], ["const", 1]]]]]]"""))
        assertEquals("a division by zero", error("""[["output", [["%", ["const", 1], ["const", 0]]]]]"""))
        assertEquals("a list has no text", error("""[["output", [["name", "l"]]]]""", "l" to listOf(1L)))
        assertEquals("'n' is no namespace", error("""[["set", [["n", "x"]], ["const", 1]]]"""))
    }

    @Test
    fun `a template cannot run away`() {
        val endless = """["for", ["i"], ["call", "range", [["const", 90000], null, null]], null, %s, []]"""
        assertEquals("it takes more than 5000000 steps", error("[${endless.format("[${endless.format("[]")}]")}]"))
        assertEquals("a range of more than 100000 numbers", error("""[${endless.replace("90000", "2000000000").format("[]")}]"""))
        val growing = """["set", ["t"], ["~", [["name", "t"], ["name", "t"]]]]"""
        assertEquals(
            "a text of more than 10000000 characters",
            error("[${List(40) { growing }.joinToString()}, [\"output\", [[\"name\", \"t\"]]]]", "t" to "abc"),
        )
    }

    @Test
    fun `what this runtime does not know is another generator's`() {
        for (tree in listOf("""[["include", "x"]]""", """[["output", [["call", "open", []]]]]""", """[["output", [["filter", "attr", ["const", 1], []]]]]""", "[[]]", "[[\"if\"]]", "{}")) {
            assertThrows<ModelMismatchException>(tree) { template(tree) }
        }
    }

    @Test
    fun `dates are Python's, in English`() {
        val day = GregorianCalendar(2026, 6, 4, 9, 5, 7)
        assertEquals("04 Jul 2026, Saturday Sat July 07 26 09:05:07 100%", TemplateDate.now("%d %b %Y, %A %a %B %m %y %H:%M:%S 100%%", day))
        assertThrows<ModelException> { TemplateDate.now("%j", day) }
    }
}
