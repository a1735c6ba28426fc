package dev.litert.sdkgen.sample

import dev.litert.sdkgen.sample.litert.runtime.ElementType
import dev.litert.sdkgen.sample.litert.runtime.TensorSpec

/** The text form of one tensor: values separated by spaces or commas, and a dot before decimals. */
internal class TensorField(private val spec: TensorSpec) {
    val name: String get() = spec.name

    /** Such as `serum: float32[1, 6]`. */
    val title: String get() = spec.toString()

    /**
     * The values of a float32 tensor.
     *
     * @throws NumberFormatException if [text] holds something else, or too few or too many values
     */
    fun floats(text: String): FloatArray = values(ElementType.FLOAT32, text) { it.toFloatOrNull()?.takeIf(Float::isFinite) }.toFloatArray()

    /** The values of an int32 tensor; as [floats]. */
    fun ints(text: String): IntArray = values(ElementType.INT32, text, String::toIntOrNull).toIntArray()

    private fun <T : Any> values(type: ElementType<*>, text: String, parse: (String) -> T?): List<T> {
        check(spec.type === type) { "$title is not $type" }
        val words = text.split(' ', ',', '\n').filter(String::isNotEmpty)
        val values = words.map { word -> parse(word) ?: throw NumberFormatException("$name: expected $type but was \"$word\"") }
        if (values.size != spec.elements) throw NumberFormatException("$name: expected ${spec.elements} values but was ${values.size}")
        return values
    }
}
