package golden

import java.io.File
import java.lang.invoke.MethodHandles
import java.lang.invoke.MethodType
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

/** An app whose build file lacks the library that runs the model: the first use says which line to add. */
class MissingLibraryTest {
    @ParameterizedTest
    @CsvSource(
        "plain_dense,       PlainDense,       com.google.ai.edge.litert,   com.google.ai.edge.litert:litert:2.3.0",
        "interpreter_pairs, InterpreterPairs, org.tensorflow.lite,         org.tensorflow:tensorflow-lite:2.16.1",
        "tiny_litertlm,     TinyLitertlm,     com.google.ai.edge.litertlm, com.google.ai.edge.litertlm:litertlm-android:0.18.0",
        "litertlm_embedder, LitertlmEmbedder, com.google.ai.edge.litertlm, com.google.ai.edge.litertlm:litertlm-android:0.18.0",
        "quantized_batch,   QuantizedBatch,   com.sun.jna,                 net.java.dev.jna:jna:5.17.0",
    )
    fun `a library that is missing is named with the line to add`(case: String, name: String, missing: String, library: String) {
        for (wrapper in listOf("golden.$case.$name", "golden.$case.java.$name")) {
            val type = Without("$missing.").loadClass(wrapper)
            val open = MethodHandles.publicLookup().findStatic(type, "fromDirectory", MethodType.methodType(type, File::class.java))
            val failure = assertThrows<RuntimeException>(wrapper) { open.invokeWithArguments(File("../golden/$case")) }
            assertEquals("dev.litert.sdkgen.runtime.ModelException", failure.javaClass.name, failure.stackTraceToString())
            val cause = assertInstanceOf(NoClassDefFoundError::class.java, failure.cause)
            assertEquals(
                "expected the library $library but was $cause. Add it to the module's build file: dependencies { implementation(\"$library\") }",
                failure.message,
            )
        }
    }

    /** All classes of this build, loaded anew, but those of which the name begins with [missing]. */
    private class Without(private val missing: String) : ClassLoader(getPlatformClassLoader()) {
        override fun findClass(name: String): Class<*> {
            val file = if (name.startsWith(missing)) null else MissingLibraryTest::class.java.classLoader.getResourceAsStream("${name.replace('.', '/')}.class")
            val bytes = (file ?: throw ClassNotFoundException(name)).use { it.readBytes() }
            return defineClass(name, bytes, 0, bytes.size)
        }
    }
}
