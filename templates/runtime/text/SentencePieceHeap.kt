package dev.litert.sdkgen.runtime

/** The merges that could be done next, the first one on top: by order, then from left to right. */
internal class SentencePieceHeap {
    /** Order in the upper half, the left part in the lower one. */
    private var keys = LongArray(32)
    private var ids = IntArray(32)
    private var size = 0

    /** The left part of the merge that [poll] took. */
    var part: Int = 0
        private set

    /** The piece that the merge of [poll] makes. */
    var id: Int = 0
        private set

    fun add(order: Int, part: Int, id: Int) {
        if (size == keys.size) {
            keys = keys.copyOf(size * 2)
            ids = ids.copyOf(size * 2)
        }
        val key = order.toLong() shl 32 or part.toLong()
        var place = size++
        while (place > 0) {
            val parent = place - 1 shr 1
            if (keys[parent] <= key) break
            keys[place] = keys[parent]
            ids[place] = ids[parent]
            place = parent
        }
        keys[place] = key
        ids[place] = id
    }

    /** Takes the first merge away; false if there is none. */
    fun poll(): Boolean {
        if (size == 0) return false
        part = keys[0].toInt()
        id = ids[0]
        val key = keys[--size]
        val lastId = ids[size]
        var place = 0
        while (true) {
            var child = 2 * place + 1
            if (child >= size) break
            if (child + 1 < size && keys[child + 1] < keys[child]) child++
            if (keys[child] >= key) break
            keys[place] = keys[child]
            ids[place] = ids[child]
            place = child
        }
        keys[place] = key
        ids[place] = lastId
        return true
    }
}
