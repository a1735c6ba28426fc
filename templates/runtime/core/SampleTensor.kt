package dev.litert.sdkgen.runtime

import kotlin.math.abs

/** An input of a sample: its numbers, or `{"pattern": k}` where a formula stands for as many as the tensor has. */
internal class SampleInput(private val spec: TensorSpec, private val json: Json) {
    fun <A : Any> values(type: ElementType<A>): A {
        require(type === spec.type || (type === ElementType.FLOAT32 && spec.quantization != null)) { "${spec.name}: expected ${spec.type} but was $type" }
        @Suppress("UNCHECKED_CAST") // each branch makes the array of its type
        return (if (json.isList) listed(type, json.list) else pattern(type, json["pattern"].long)) as A
    }

    private fun listed(type: ElementType<*>, values: List<Json>): Any = when (type) {
        ElementType.FLOAT32 -> FloatArray(values.size) { values[it].float }
        ElementType.INT32 -> IntArray(values.size) { values[it].int }
        ElementType.INT64 -> LongArray(values.size) { values[it].long }
        ElementType.INT8 -> ByteArray(values.size) { values[it].integer(-128L..127L).toByte() }
        ElementType.UINT8 -> ByteArray(values.size) { values[it].integer(0L..255L).toByte() }
        else -> BooleanArray(values.size) { values[it].integer(0L..1L) == 1L }
    }

    private fun pattern(type: ElementType<*>, k: Long): Any {
        val size = spec.elements
        fun at(i: Int, modulus: Int): Int = patternAt(k, i, modulus)
        return when (type) {
            ElementType.FLOAT32 -> samplePattern(k, size)
            ElementType.INT32 -> IntArray(size) { at(it, 7) }
            ElementType.INT64 -> LongArray(size) { at(it, 7).toLong() }
            ElementType.BOOL -> BooleanArray(size) { at(it, 2) == 1 }
            else -> ByteArray(size) { at(it, 7).toByte() }
        }
    }
}

/** The [size] numbers that `{"pattern": k}` stands for. */
internal fun samplePattern(k: Long, size: Int): FloatArray = FloatArray(size) { patternAt(k, it, 256) / 256f }

private fun patternAt(k: Long, i: Int, modulus: Int): Int = Math.floorMod(i * 31L + k * 17L, modulus.toLong()).toInt()

/** An output of a sample: all its numbers, or `{"every": n, "values": [...]}` with those at 0, n, 2 n, ... */
internal class SampleOutput(private val spec: TensorSpec, json: Json) {
    private val every = if (json.isList) 1 else json["every"].integer(1L..Int.MAX_VALUE).toInt()
    private val values = (if (json.isList) json else json["values"]).list.map { it.float }.toFloatArray()

    init {
        if (spec.isFixed && values.size != recorded(spec.elements)) json.fail("${recorded(spec.elements)} values of $spec, not ${values.size},")
    }

    fun difference(actual: FloatArray): Float {
        require(recorded(actual.size) == values.size) { "${spec.name}: expected values of which ${values.size} are recorded but was ${actual.size} values" }
        val scale = values.fold(1f) { scale, value -> maxOf(scale, abs(value)) }
        var largest = 0f
        for (i in values.indices) {
            val expected = values[i]
            val difference = abs(actual[i * every] - expected)
            if (difference.isNaN()) return Float.POSITIVE_INFINITY
            largest = maxOf(largest, difference)
        }
        return largest / scale
    }

    /** How many of [size] values are recorded. */
    private fun recorded(size: Int): Int = (size + every - 1) / every
}
