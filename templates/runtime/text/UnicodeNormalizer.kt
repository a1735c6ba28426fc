package dev.litert.sdkgen.runtime

/**
 * Unicode normalization NFD and NFKC by the frozen tables, equal to Python's `unicodedata.normalize`.
 *
 * Works on code points, in time linear in their number (but for runs of misplaced combining marks, which are sorted).
 */
internal object UnicodeNormalizer {
    private val decompositions = CodePointMap(UnicodeTables.DECOMPOSITIONS)
    private const val COMPATIBILITY = 0
    private const val COMPOSING = 2

    /** `first shl 21 or second` of the pairs that compose, sorted, and beside it what each becomes. */
    private val pairs: LongArray
    private val composites: IntArray

    init {
        val composing = (0 until decompositions.size).filter { decompositions.kind(it) == COMPOSING }
            .sortedBy { pair(decompositions.target(it, 0), decompositions.target(it, 1)) }
        pairs = LongArray(composing.size) { pair(decompositions.target(composing[it], 0), decompositions.target(composing[it], 1)) }
        composites = IntArray(composing.size) { decompositions.key(composing[it]) }
    }

    /** Appends the canonical ([compatibility] false) or full decomposition of [codePoint] to [out], marks not yet in order. */
    fun decompose(codePoint: Int, compatibility: Boolean, out: IntList) {
        if (codePoint < 0xA0) return out.add(codePoint)
        if (codePoint in HANGUL) return decomposeHangul(codePoint, out)
        val entry = decompositions.find(codePoint)
        if (entry < 0 || (decompositions.kind(entry) == COMPATIBILITY && !compatibility)) return out.add(codePoint)
        for (place in 0 until decompositions.length(entry)) decompose(decompositions.target(entry, place), compatibility, out)
    }

    /** Puts each run of combining marks of [text] into canonical order: by class, those of one class as they stand. */
    fun order(text: IntList) {
        var start = 0 // of the run
        var sorted = true
        var before = 0
        for (i in 0..text.size) {
            val combining = if (i < text.size) combiningClass(text[i]) else 0
            if (combining == 0) {
                if (!sorted) sort(text, start, i)
                start = i + 1
                sorted = true
            } else if (combining < before) {
                sorted = false
            }
            before = combining
        }
    }

    private fun sort(text: IntList, start: Int, end: Int) {
        // Class, then place, then the mark itself: sorting these is stable, and takes no boxing.
        val keys = LongArray(end - start) { combiningClass(text[start + it]).toLong() shl 32 or it.toLong() }
        keys.sort()
        val marks = IntArray(end - start) { text[start + it] }
        for (i in keys.indices) text[start + i] = marks[keys[i].toInt()]
    }

    /** Composes [text], decomposed and in order, in place. */
    fun compose(text: IntList) {
        var starter = -1 // place of the last character of class 0
        var before = 0 // class of the last character that was kept
        var size = 0
        for (i in 0 until text.size) {
            val codePoint = text[i]
            val combining = combiningClass(codePoint)
            if (starter >= 0 && (size == starter + 1 || before < combining)) {
                val composite = composite(text[starter], codePoint)
                if (composite >= 0) {
                    text[starter] = composite
                    continue
                }
            }
            if (combining == 0) starter = size
            before = combining
            text[size++] = codePoint
        }
        text.truncate(size)
    }

    private fun composite(first: Int, second: Int): Int {
        if (first < 0x80 && second < 0x80) return -1
        if (first in LEADING && second in VOWELS) return HANGUL.first + ((first - LEADING.first) * VOWEL_COUNT + second - VOWELS.first) * TRAILING_COUNT
        if (first in HANGUL && second in TRAILING && (first - HANGUL.first) % TRAILING_COUNT == 0) return first + second - TRAILING.first + 1
        val found = pairs.binarySearch(pair(first, second))
        return if (found >= 0) composites[found] else -1
    }

    private fun decomposeHangul(syllable: Int, out: IntList) {
        val index = syllable - HANGUL.first
        out.add(LEADING.first + index / (VOWEL_COUNT * TRAILING_COUNT))
        out.add(VOWELS.first + index / TRAILING_COUNT % VOWEL_COUNT)
        val trailing = index % TRAILING_COUNT
        if (trailing > 0) out.add(TRAILING.first + trailing - 1)
    }

    private fun combiningClass(codePoint: Int): Int = if (codePoint < 0x300) 0 else CombiningClasses.of(codePoint)

    private fun pair(first: Int, second: Int): Long = first.toLong() shl 21 or second.toLong()

    // Hangul is composed by arithmetic: 19 leading consonants, 21 vowels, and one of 27 trailing consonants or none.
    private const val VOWEL_COUNT = 21
    private const val TRAILING_COUNT = 28
    private val LEADING = 0x1100..0x1112
    private val VOWELS = 0x1161..0x1175
    private val TRAILING = 0x11A8..0x11C2
    private val HANGUL = 0xAC00..0xD7A3
}
