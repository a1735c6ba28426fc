package dev.litert.sdkgen.runtime

/**
 * What each token id stands for, as bytes: the vocabulary of tokenizers that work on bytes.
 *
 * For each id from 0 on, [content] has the number of bytes (7 bits a byte, lowest first, 128 added while more follow), and the bytes.
 * An id without a token has none. The memory is that of [content] and 8 bytes an id.
 *
 * @param file what to call the file in messages
 * @throws ModelMismatchException if [content] ends within a token
 */
internal class TokenBytes(private val file: String, private val content: ByteArray) {
    private val starts: IntArray
    private val ends: IntArray

    init {
        val starts = IntList(content.size / BYTES_PER_TOKEN + 1)
        val ends = IntList(content.size / BYTES_PER_TOKEN + 1)
        var at = 0
        while (at < content.size) {
            var length = 0
            var shift = 0
            do {
                if (at == content.size || shift > MAX_SHIFT) refuse(starts.size)
                val digit = content[at++].toInt() and 0xFF
                length = length or (digit and 0x7F shl shift)
                shift += 7
            } while (digit >= 0x80)
            if (length > content.size - at) refuse(starts.size)
            starts.add(at)
            at += length
            ends.add(at)
        }
        this.starts = starts.toIntArray()
        this.ends = ends.toIntArray()
    }

    /** The largest id and one. */
    val size: Int get() = starts.size

    operator fun contains(id: Int): Boolean = id in starts.indices && ends[id] > starts[id]

    fun length(id: Int): Int = ends[id] - starts[id]

    /** From 0 to 255. */
    fun byte(id: Int, place: Int): Int = content[starts[id] + place].toInt() and 0xFF

    private fun refuse(id: Int): Nothing =
        throw ModelMismatchException("$file: expected the bytes of token $id but the file ends within them; export the model again")

    private companion object {
        /** A guess, to size lists with. */
        const val BYTES_PER_TOKEN = 8

        /** Four digits: far longer than any token. */
        const val MAX_SHIFT = 21
    }
}
