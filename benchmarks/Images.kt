package dev.litert.sdkgen.runtime

import com.sun.management.ThreadMXBean
import java.awt.RenderingHints
import java.awt.image.BufferedImage
import java.io.File
import java.lang.management.ManagementFactory
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.system.exitProcess

private val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
private const val SIZE = 224

/**
 * `replay DIRECTORY`: compares with what tests/vectors/image.py has written there; a line for each mismatch, and the number of cases.
 * `measure BOXES`: answers lines of standard input with nanoseconds of this thread on the processor, the bytes it has allocated, and a check
 * sum of the result. BOXES holds, for each box, top, left, bottom, right and its score (little-endian float32).
 */
public fun main(args: Array<String>) {
    if (args[0] == "replay") replay(File(args[1])) else answer(File(args[1]))
}

private fun replay(directory: File) {
    val vectors = ImageVectors(directory)
    val mismatches = vectors.mismatches { _, _ -> }
    mismatches.take(10).forEach(System.err::println)
    if (mismatches.isNotEmpty()) exitProcess(1)
    println(vectors.cases.size)
}

private fun answer(file: File) {
    val photo by lazy { picture(3000, 4000, 1) }
    val huge by lazy { RgbImage(12_500, 8_000, IntArray(100_000_000) { it }) }
    val bitmap by lazy {
        BufferedImage(photo.width, photo.height, BufferedImage.TYPE_INT_RGB).apply { setRGB(0, 0, width, height, photo.pixels, 0, width) }
    }
    val (boxes, scores) = readBoxes(file)
    for (line in generateSequence(::readlnOrNull)) {
        val words = line.split(' ')
        val work: () -> Double = when (words[0]) {
            "resize", "huge" -> {
                val image = if (words[0] == "huge") huge else photo
                resizer(words[1], words[2].toBoolean()).let { resizer -> { sum(resizer.resize(image)) } }
            }
            "loop" -> ({ sum(getPixelLoop(bitmap)) })
            "suppress" -> NonMaxSuppression(0f, 0.5f, words[1].toInt()).let { { sum(it.select(boxes, scores)) } }
            else -> ({ sum(straightforward(boxes, scores, words[1].toInt())) })
        }
        println(measure(work))
    }
}

private val resizers = HashMap<String, ImageResizer>()

private fun resizer(interpolation: String, antialias: Boolean): ImageResizer = resizers.getOrPut("$interpolation $antialias") {
    ImageResizer(SIZE, SIZE, 3, ImageFit.STRETCH, Interpolation.valueOf(interpolation), antialias)
}

private fun measure(work: () -> Double): String {
    val thread = Thread.currentThread().id
    val before = threads.getThreadAllocatedBytes(thread)
    val start = threads.currentThreadCpuTime
    val result = work()
    val nanoseconds = threads.currentThreadCpuTime - start
    return "$nanoseconds\t${threads.getThreadAllocatedBytes(thread) - before}\t$result"
}

/** What samples do: the platform scales the picture (without a filter that is as wide as it should be), then each pixel is asked for. */
private fun getPixelLoop(photo: BufferedImage): FloatArray {
    val small = BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB)
    val graphics = small.createGraphics()
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR)
    graphics.drawImage(photo, 0, 0, SIZE, SIZE, null)
    graphics.dispose()
    val values = FloatArray(SIZE * SIZE * 3)
    var at = 0
    for (y in 0 until SIZE) {
        for (x in 0 until SIZE) {
            val pixel = small.getRGB(x, y)
            values[at++] = (pixel shr 16 and 0xFF).toFloat()
            values[at++] = (pixel shr 8 and 0xFF).toFloat()
            values[at++] = (pixel and 0xFF).toFloat()
        }
    }
    return values
}

/** Each box against each one before it, as it is written in most samples. */
private fun straightforward(boxes: FloatArray, scores: FloatArray, most: Int): IntArray {
    class Candidate(val index: Int, val top: Float, val left: Float, val bottom: Float, val right: Float) {
        val area get() = (bottom - top) * (right - left)

        fun overlap(other: Candidate): Float {
            val height = maxOf(minOf(bottom, other.bottom) - maxOf(top, other.top), 0f)
            val width = maxOf(minOf(right, other.right) - maxOf(left, other.left), 0f)
            return height * width / (area + other.area - height * width + 1e-8f)
        }
    }
    val all = scores.indices.map { Candidate(it, boxes[4 * it], boxes[4 * it + 1], boxes[4 * it + 2], boxes[4 * it + 3]) }
    val sorted = all.sortedWith(compareByDescending<Candidate> { scores[it.index] }.thenByDescending { it.index })
    val dropped = BooleanArray(sorted.size)
    val kept = ArrayList<Int>()
    for (i in sorted.indices) {
        if (dropped[i]) continue
        kept += sorted[i].index
        for (j in i + 1 until sorted.size) if (sorted[i].overlap(sorted[j]) >= 0.5f) dropped[j] = true
    }
    return kept.take(most).toIntArray()
}

private fun readBoxes(file: File): Pair<FloatArray, FloatArray> {
    val values = ByteBuffer.wrap(file.readBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().let { buffer -> FloatArray(buffer.remaining()).also { buffer.get(it) } }
    return FloatArray(values.size / 5 * 4) { values[it / 4 * 5 + it % 4] } to FloatArray(values.size / 5) { values[5 * it + 4] }
}

private fun sum(values: FloatArray): Double = values.sumOf { it.toDouble() }

private fun sum(values: IntArray): Double = values.sumOf { it.toDouble() }
