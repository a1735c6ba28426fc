package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What comes before the tokenizer, against TensorFlow's string functions and KerasHub's preprocessors (tests/vectors/image_texts.py). */
class TextCleaningTest {
    private val vectors = Json.parse("image_texts.json", File(TestBundles.vectors("image_texts"), "image_texts.json").readText())

    @Test
    fun `texts are cleaned as by TensorFlow`() {
        for (cleaning in TextCleaning.entries) {
            val cases = vectors["cleaning"][cleaning.name.lowercase()].list.map { case -> case.list.map { it.string } }
            for ((text, cleaned) in cases) assertEquals(escaped(cleaned), escaped(cleaning.clean(text))) { "$cleaning of ${escaped(text)}" }
            assertTrue(cases.size >= 400)
        }
    }

    @Test
    fun `tokens are those of KerasHub's preprocessors`() {
        for (model in vectors["models"].list) {
            val preprocessor = TextPreprocessor(TestBundles.bundle(model["bundle"].string))
            for (case in model["tokens"].list) {
                val (text, ids) = case.list
                assertEquals(ids.ints, preprocessor.pack(text.string).tokenIds.toList()) { "${model["bundle"].string}: ${escaped(text.string)}" }
            }
            assertTrue(model["tokens"].list.size >= 400)
        }
    }

    @Test
    fun `an unknown cleaning is refused, since the model needs it`() {
        fun preprocessor(cleaning: String) = TextPreprocessor(textBundle(textStep().removeSuffix("}") + """, "cleaning": "$cleaning"}"""))
        preprocessor("words")
        assertThrows(ModelMismatchException::class.java) { preprocessor("everything") }
    }
}
