package dev.litert.sdkgen.runtime

/** The pieces of a SentencePiece model; the id of a piece is its place. Their bytes stay where they are, in the serialized model. */
internal class SentencePieceVocabulary(val bytes: ByteArray) {
    private var starts = IntArray(INITIAL)
    private var ends = IntArray(INITIAL)
    private var scores = FloatArray(INITIAL)
    private var types = ByteArray(INITIAL)

    var size: Int = 0
        private set

    /** Length of the longest piece in bytes. */
    var longest: Int = 0
        private set

    fun add(start: Int, end: Int, score: Float, type: Int) {
        if (size == starts.size) {
            starts = starts.copyOf(size * 2)
            ends = ends.copyOf(size * 2)
            scores = scores.copyOf(size * 2)
            types = types.copyOf(size * 2)
        }
        starts[size] = start
        ends[size] = end
        scores[size] = score
        types[size] = type.toByte()
        longest = maxOf(longest, end - start)
        size++
    }

    fun start(id: Int): Int = starts[id]

    fun end(id: Int): Int = ends[id]

    fun score(id: Int): Float = scores[id]

    /** One of the constants of this class. */
    fun type(id: Int): Int = types[id].toInt()

    /** Whether a piece of this type is found in a text; the others stand for what is no text. */
    fun isText(id: Int): Boolean = type(id).let { it == NORMAL || it == USER_DEFINED || it == UNUSED }

    /** A NUL alone that some converters leave behind: sentencepiece ignores it. */
    fun isIgnored(id: Int): Boolean = type(id) == UNUSED && isNull(id)

    fun isNull(id: Int): Boolean = ends[id] - starts[id] == 1 && bytes[starts[id]] == 0.toByte()

    fun markUnused(id: Int) {
        types[id] = UNUSED.toByte()
    }

    fun text(id: Int): String = String(bytes, starts[id], ends[id] - starts[id], Charsets.UTF_8)

    companion object {
        const val NORMAL: Int = 1
        const val UNKNOWN: Int = 2
        const val CONTROL: Int = 3
        const val USER_DEFINED: Int = 4
        const val UNUSED: Int = 5
        const val BYTE: Int = 6

        private const val INITIAL = 1024
    }
}
