package dev.litert.sdkgen.runtime

/**
 * Element type of a tensor; [A] is the primitive array that carries its values. `uint8` travels as the bits of a ByteArray, `float16` as
 * those of a ShortArray: it is for state that no caller sees.
 */
public class ElementType<A : Any> private constructor(
    private val id: String,
    internal val array: (Int) -> A,
    internal val length: (A) -> Int,
) {
    /** The name that the manifest uses, such as `float32`. */
    override fun toString(): String = id

    public companion object {
        @JvmField public val FLOAT32: ElementType<FloatArray> = ElementType("float32", ::FloatArray) { it.size }

        @JvmField public val INT32: ElementType<IntArray> = ElementType("int32", ::IntArray) { it.size }

        @JvmField public val INT64: ElementType<LongArray> = ElementType("int64", ::LongArray) { it.size }

        @JvmField public val INT8: ElementType<ByteArray> = ElementType("int8", ::ByteArray) { it.size }

        @JvmField public val UINT8: ElementType<ByteArray> = ElementType("uint8", ::ByteArray) { it.size }

        @JvmField public val BOOL: ElementType<BooleanArray> = ElementType("bool", ::BooleanArray) { it.size }

        @JvmField public val FLOAT16: ElementType<ShortArray> = ElementType("float16", ::ShortArray) { it.size }

        private val all = listOf(FLOAT32, INT32, INT64, INT8, UINT8, BOOL, FLOAT16).associateBy { it.id }

        /** @throws ModelMismatchException if there is no such type */
        @JvmStatic
        public fun of(id: String): ElementType<*> = all[id] ?: throw ModelMismatchException("element type: expected one of ${all.keys} but was $id")
    }
}
