package golden

import dev.litert.sdkgen.runtime.DirectoryBundle
import dev.litert.sdkgen.runtime.FakeRunner
import golden.interpreter_pairs.InterpreterPairs
import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import golden.interpreter_pairs.java.InterpreterPairs as InterpreterPairsJava

/** A text model whose inputs are not int32: what the packer makes arrives as the model wants it. */
class ConvertedFeedsTest {
    @TempDir
    lateinit var directory: File

    private val runner = FakeRunner { _, inputs, outputs ->
        assertEquals(listOf(2L, 5L, 3L, 6L, 3L, 0L), (inputs.getValue("token_ids").value as LongArray).take(6))
        assertEquals(listOf(true, true, true, true, true, false), (inputs.getValue("padding_mask").value as BooleanArray).take(6))
        assertEquals(listOf(0f, 0f, 0f, 1f, 1f, 0f), (inputs.getValue("segment_ids").value as FloatArray).take(6))
        outputs.getValue("pooled").value = FloatArray(8)
        outputs.getValue("classes").value = floatArrayOf(0.25f, 0.75f)
    }

    @BeforeEach
    fun fill() {
        File("../golden/interpreter_pairs/manifest.json").copyTo(File(directory, "manifest.json"))
        File(directory, "vocabulary.txt").writeText("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nfilm\ngood\n")
        File(directory, "labels.json").writeText("""["other", "\"$ */\n\ud83d\ude42</script>"]""")
    }

    @Test
    fun `in Kotlin`() = InterpreterPairs.create(DirectoryBundle(directory)) { runner }.use { assertEquals(LABEL, it.predict("Film", "good").label) }

    @Test
    fun `in Java`() = InterpreterPairsJava.create(DirectoryBundle(directory)) { runner }.use { assertEquals(LABEL, it.predict("Film", "good").label) }

    private companion object {
        const val LABEL = "\"$ */\n\ud83d\ude42</script>"
    }
}
