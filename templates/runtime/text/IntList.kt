package dev.litert.sdkgen.runtime

/** A growing array of ints without boxing: token ids, or the code points of a word. */
internal class IntList(capacity: Int = 32) {
    private var values = IntArray(capacity)

    var size: Int = 0
        private set

    operator fun get(index: Int): Int = values[index]

    operator fun set(index: Int, value: Int) {
        values[index] = value
    }

    fun add(value: Int) {
        if (size == values.size) values = values.copyOf(size * 2)
        values[size++] = value
    }

    /** Forgets all from [size] on. */
    fun truncate(size: Int) {
        this.size = minOf(size, this.size)
    }

    fun clear(): Unit = truncate(0)

    fun toIntArray(): IntArray = values.copyOf(size)
}
