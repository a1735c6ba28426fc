package dev.litert.sdkgen.runtime

/**
 * Reads the fields of a serialized protocol buffer, one after the other and without copying; of a nested message, its fields come in between.
 * Strict: what does not fit into the bytes, or is of another type than its field, is refused with its place.
 */
internal class SentencePieceProto(private val bytes: ByteArray) {
    /** Where the value of the current field, or the next field, begins. */
    var at: Int = 0
        private set

    /** Number of the current field. */
    var field: Int = 0
        private set

    private var wireType = 0
    private var end = bytes.size

    /** Steps to the next field of the current message; false at its end. */
    fun next(): Boolean {
        if (at == end) return false
        val start = at
        val tag = number()
        wireType = (tag and 7).toInt()
        val number = tag ushr 3
        if (number !in 1L..MAX_FIELD) fail(start, "a field but was the tag $tag")
        field = number.toInt()
        return true
    }

    /** Reads a message: [readField] reads or skips each of its fields. */
    fun message(readField: () -> Unit) {
        val length = length()
        val outer = end
        end = at + length
        while (next()) readField()
        end = outer
    }

    fun boolean(): Boolean = integer() != 0L

    fun integer(): Long {
        expect(VARINT)
        return number()
    }

    /** An integer of [range]; [name] says in messages what it is. */
    fun choice(name: String, range: IntRange): Int {
        val start = at
        val number = integer()
        if (number !in range.first.toLong()..range.last.toLong()) fail(start, "$name from ${range.first} to ${range.last} but was $number")
        return number.toInt()
    }

    fun float(): Float {
        expect(FIXED_32)
        need(4)
        var bits = 0
        for (i in 3 downTo 0) bits = bits shl 8 or (bytes[at + i].toInt() and 0xFF)
        at += 4
        return Float.fromBits(bits)
    }

    /** The length of the bytes that begin at [at]; all of them are there. [skipBytes] comes next. */
    fun length(): Int {
        expect(BYTES)
        val start = at
        val length = number()
        if (length !in 0L..(end - at)) fail(start, "at most ${end - at} bytes to follow but was a length of ${length.toULong()}")
        return length.toInt()
    }

    fun skipBytes(length: Int) {
        at += length
    }

    fun string(): String {
        val length = length()
        return String(bytes, at, length, Charsets.UTF_8).also { at += length }
    }

    /** Passes over a field of no interest. */
    fun skip() {
        when (wireType) {
            VARINT -> number()
            FIXED_64 -> skipFixed(8)
            FIXED_32 -> skipFixed(4)
            BYTES -> skipBytes(length())
            else -> fail(at, "a wire type of 0, 1, 2 or 5 but was $wireType")
        }
    }

    /** Refuses the file: [expected] says what would have been right. */
    fun fail(place: Int, expected: String): Nothing =
        throw ModelMismatchException("SentencePiece model: byte $place of ${bytes.size}: expected $expected; the file is damaged, export the model again")

    private fun skipFixed(count: Int) {
        need(count)
        at += count
    }

    private fun number(): Long {
        if (at < end && bytes[at] >= 0) return bytes[at++].toLong() // as nearly all are
        val start = at
        var value = 0L
        var shift = 0
        while (shift < Long.SIZE_BITS) {
            need(1)
            val byte = bytes[at++].toInt()
            value = value or ((byte and 0x7F).toLong() shl shift)
            if (byte >= 0) return value
            shift += 7
        }
        fail(start, "a number of at most 10 bytes but it goes on")
    }

    private fun need(count: Int) {
        if (end - at < count) fail(at, "$count more bytes but there are ${end - at}")
    }

    private fun expect(type: Int) {
        if (wireType != type) fail(at, "field $field with wire type $type but was $wireType")
    }

    private companion object {
        const val VARINT = 0
        const val FIXED_64 = 1
        const val BYTES = 2
        const val FIXED_32 = 5
        const val MAX_FIELD = (1L shl 29) - 1
    }
}
