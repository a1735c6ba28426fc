package dev.litert.sdkgen.runtime

/** A [CodePointSet] for looking up every character of a text: the first 65,536 code points as bits (8 KB), the others as ranges. */
internal class PatternSet(table: String) {
    private val ranges = CodePointSet(table)
    private val bits = LongArray(BASIC / Long.SIZE_BITS)

    init {
        val numbers = Numbers(table)
        var end = 0
        while (numbers.hasNext()) {
            val first = end + numbers.next()
            end = first + numbers.next() + 1
            for (codePoint in first until minOf(end, BASIC)) bits[codePoint shr 6] = bits[codePoint shr 6] or (1L shl codePoint)
        }
    }

    operator fun contains(codePoint: Int): Boolean =
        if (codePoint < BASIC) bits[codePoint shr 6] ushr codePoint and 1L != 0L else codePoint in ranges

    private companion object {
        const val BASIC = 0x10000
    }
}
