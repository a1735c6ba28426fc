package dev.litert.sdkgen.runtime

/** Reads the numbers of a [UnicodeTables] string: digits from `0` on carry 5 bits each, lowest first, plus 32 while more follow. */
internal class Numbers(private val text: String) {
    private var at = 0

    fun hasNext(): Boolean {
        while (at < text.length && text[at] < '0') at++ // line ends
        return at < text.length
    }

    fun next(): Int {
        var number = 0
        var shift = 0
        while (hasNext()) {
            val digit = text[at++] - '0'
            number = number or ((digit and 31) shl shift)
            if (digit < 32) break
            shift += 5
        }
        return number
    }

    /** A difference: 0, -1, 1, -2, 2, ... */
    fun nextSigned(): Int = next().let { (it ushr 1) xor -(it and 1) }
}

/** A set of code points, as sorted ranges. */
internal class CodePointSet(table: String) {
    /** First code point inside, first one outside again, and so on. */
    private val bounds: IntArray = IntList().run {
        val numbers = Numbers(table)
        var end = 0
        while (numbers.hasNext()) {
            val first = end + numbers.next()
            end = first + numbers.next() + 1
            add(first)
            add(end)
        }
        toIntArray()
    }

    operator fun contains(codePoint: Int): Boolean = bounds.lastAtMost(codePoint) and 1 == 0
}

/** Canonical combining classes: 0 for nearly everything, else where a mark stands at its letter. */
internal object CombiningClasses {
    private val first: IntArray
    private val last: IntArray
    private val classes: IntArray

    init {
        val first = IntList(512)
        val last = IntList(512)
        val classes = IntList(512)
        val numbers = Numbers(UnicodeTables.COMBINING_CLASSES)
        var end = 0
        while (numbers.hasNext()) {
            first.add(end + numbers.next())
            end = first[first.size - 1] + numbers.next() + 1
            last.add(end - 1)
            classes.add(numbers.next())
        }
        this.first = first.toIntArray()
        this.last = last.toIntArray()
        this.classes = classes.toIntArray()
    }

    fun of(codePoint: Int): Int {
        val range = first.lastAtMost(codePoint)
        return if (range >= 0 && codePoint <= last[range]) classes[range] else 0
    }
}

/** What single code points are replaced by. */
internal class CodePointMap(table: String) {
    private val keys: IntArray
    private val kinds: IntArray
    private val starts: IntArray
    private val targets: IntArray

    init {
        val keys = IntList(2048)
        val kinds = IntList(2048)
        val starts = IntList(2048)
        val targets = IntList(8192)
        val before = IntArray(32)
        val numbers = Numbers(table)
        var end = 0
        while (numbers.hasNext()) {
            val key = end + numbers.next()
            val lengthAndKind = numbers.next()
            end = key + 1
            keys.add(key)
            kinds.add(lengthAndKind and 3)
            starts.add(targets.size)
            for (place in 0 until lengthAndKind / 4) {
                before[place] += numbers.nextSigned()
                targets.add(before[place])
            }
        }
        starts.add(targets.size)
        this.keys = keys.toIntArray()
        this.kinds = kinds.toIntArray()
        this.starts = starts.toIntArray()
        this.targets = targets.toIntArray()
    }

    val size: Int get() = keys.size

    /** Place of [codePoint] among the keys, or negative. */
    fun find(codePoint: Int): Int = keys.binarySearch(codePoint)

    fun key(entry: Int): Int = keys[entry]

    fun kind(entry: Int): Int = kinds[entry]

    fun length(entry: Int): Int = starts[entry + 1] - starts[entry]

    fun target(entry: Int, place: Int): Int = targets[starts[entry] + place]
}

/** Place of the last of these sorted numbers that is at most [value], or -1. */
internal fun IntArray.lastAtMost(value: Int): Int = binarySearch(value).let { if (it >= 0) it else -it - 2 }
