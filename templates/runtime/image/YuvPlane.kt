package dev.litert.sdkgen.runtime

import java.nio.Buffer
import java.nio.ByteBuffer

/**
 * One of the three planes of a [YuvFrame], in the terms of Android's `Image.Plane`. The bytes are not copied: the buffer must stay valid.
 *
 * @param buffer from its position to its limit; neither is changed
 * @property rowStride bytes from the start of a row to that of the next one
 * @property pixelStride bytes from a value to the next one of its row: 1, or 2 where U and V take turns
 */
public class YuvPlane(buffer: ByteBuffer, public val rowStride: Int, public val pixelStride: Int) {
    private val bytes: ByteBuffer = buffer.slice()

    /** The same buffer. Typed as Buffer: the `position(int)` of its subclasses is missing below API 34. */
    private val cursor: Buffer = bytes

    /** @throws IllegalArgumentException if this plane cannot hold [columns] x [rows] values; the message calls it [name] */
    internal fun check(name: String, columns: Int, rows: Int) {
        require(pixelStride > 0) { "plane $name: expected a pixel stride of 1 or more but was $pixelStride" }
        val row = (columns - 1L) * pixelStride + 1
        require(rowStride >= row) { "plane $name: rows of $columns values overlap: expected a row stride of $row bytes or more but was $rowStride" }
        // The padding behind the last value is often missing.
        val needed = (rows - 1L) * rowStride + row
        require(bytes.capacity() >= needed) { "plane $name: expected $needed bytes or more for ${columns}x$rows values but was ${bytes.capacity()}" }
    }

    /** Bytes that [read] needs for [count] values. */
    internal fun span(count: Int): Int = (count - 1) * pixelStride + 1

    /** Copies [count] values of row [y], from column [x] on, to [target], where they are [pixelStride] bytes apart. */
    internal fun read(x: Int, y: Int, count: Int, target: ByteArray) {
        cursor.position(y * rowStride + x * pixelStride)
        bytes.get(target, 0, span(count))
    }
}
