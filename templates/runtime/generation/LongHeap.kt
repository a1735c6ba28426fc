package dev.litert.sdkgen.runtime

/** The largest of many numbers, in an array that is given with as many as there is room for: its least number stands first. */
internal class LongHeap(private val values: LongArray) {
    init {
        for (parent in values.size / 2 - 1 downTo 0) sink(parent)
    }

    /** Takes [value] in place of the least number, unless it is less itself. */
    fun replaceLeast(value: Long) {
        if (value <= values[0]) return
        values[0] = value
        sink(0)
    }

    private fun sink(start: Int) {
        val value = values[start]
        var parent = start
        while (true) {
            var child = 2 * parent + 1
            if (child >= values.size) break
            if (child + 1 < values.size && values[child + 1] < values[child]) child++
            if (values[child] >= value) break
            values[parent] = values[child]
            parent = child
        }
        values[parent] = value
    }
}
