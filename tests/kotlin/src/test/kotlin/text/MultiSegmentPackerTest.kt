package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class MultiSegmentPackerTest {
    private fun packer(
        length: Int,
        mask: Packer.Mask = Packer.Mask.VALUE,
        side: Packer.PaddingSide = Packer.PaddingSide.RIGHT,
        truncate: MultiSegmentPacker.Truncate = MultiSegmentPacker.Truncate.ROUND_ROBIN,
    ) = MultiSegmentPacker(length, intArrayOf(1), intArrayOf(2, 2), intArrayOf(3), 0, truncate, side, mask)

    private fun ids(vararg ids: Int) = ids

    @Test
    fun `start, segments with separators, end, padding`() {
        val packed = packer(10).pack(ids(7, 8), ids(9))
        assertEquals(listOf(1, 7, 8, 2, 2, 9, 3, 0, 0, 0), packed.tokenIds.toList())
        assertEquals(listOf(1, 1, 1, 1, 1, 1, 1, 0, 0, 0), packed.paddingMask.toList())
        assertEquals(listOf(0, 0, 0, 0, 0, 1, 1, 0, 0, 0), packed.segmentIds.toList())
    }

    @Test
    fun `padding on the left`() {
        val packed = packer(8, side = Packer.PaddingSide.LEFT).pack(ids(7), ids(9))
        assertEquals(listOf(0, 0, 1, 7, 2, 2, 9, 3), packed.tokenIds.toList())
        assertEquals(listOf(0, 0, 1, 1, 1, 1, 1, 1), packed.paddingMask.toList())
        assertEquals(listOf(0, 0, 0, 0, 0, 0, 1, 1), packed.segmentIds.toList())
    }

    @Test
    fun `a pad token in the text is padding by value, and not by position`() {
        assertEquals(listOf(1, 1, 0, 1, 0), packer(5).pack(ids(7, 0)).paddingMask.toList())
        assertEquals(listOf(1, 1, 1, 1, 0), packer(5, Packer.Mask.POSITION).pack(ids(7, 0)).paddingMask.toList())
        val left = packer(5, Packer.Mask.POSITION, Packer.PaddingSide.LEFT)
        assertEquals(listOf(0, 1, 1, 1, 1), left.pack(ids(7, 0)).paddingMask.toList())
    }

    @Test
    fun `too long segments are cut in turn, or the last first`() {
        val first = ids(11, 12, 13, 14)
        val second = ids(21, 22, 23, 24)
        assertEquals(listOf(1, 11, 12, 2, 2, 21, 3), packer(7).pack(first, second).tokenIds.toList())
        assertEquals(listOf(1, 11, 2, 2, 21, 22, 3), packer(7).pack(ids(11), second).tokenIds.toList())
        assertEquals(listOf(1, 11, 12, 13, 2, 2, 3), packer(7, truncate = MultiSegmentPacker.Truncate.WATERFALL).pack(first, second).tokenIds.toList())
    }

    @Test
    fun `room for nothing but start and end`() {
        assertEquals(listOf(1, 3), packer(2).pack(ids(7, 8)).tokenIds.toList())
        val message = assertThrows(ModelMismatchException::class.java) { packer(1) }.message!!
        assertTrue("packer.sequence_length: expected at least 2, room for start and end, but was 1" in message) { message }
    }

    @Test
    fun `more segments than there is room for, or none, are the caller's mistake`() {
        assertEquals(-1, packer(3).capacity(2))
        val message = assertThrows(IllegalArgumentException::class.java) { packer(3).pack(ids(7), ids(8)) }.message
        assertEquals("segments: 2 need a sequence length of at least 4 but it is 3", message)
        assertThrows(IllegalArgumentException::class.java) { packer(3).pack() }
    }

    @Test
    fun `what the caller gave stays as it is`() {
        val segment = ids(7, 8, 9)
        val packer = packer(4)
        packer.pack(segment).tokenIds.fill(5)
        assertEquals(listOf(7, 8, 9), segment.toList())
        assertEquals(listOf(1, 7, 8, 3), packer.pack(segment).tokenIds.toList())
    }
}
