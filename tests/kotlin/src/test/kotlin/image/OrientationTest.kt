package dev.litert.sdkgen.runtime

import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Against Pillow's `exif_transpose` (tests/vectors/camera.py). */
class OrientationTest {
    @Test
    fun `pictures stand as Pillow turns them`() {
        val document = Json.parse("orientations.json", File(TestBundles.vectors("camera"), "orientations.json").readText())
        val stored = picture(document["stored"])
        for ((i, json) in document["upright"].list.withIndex()) {
            val expected = picture(json)
            val orientation = Orientation.ofExif(i + 1)
            assertEquals(expected.width, orientation.width(stored.width, stored.height)) { "$orientation" }
            assertEquals(expected.height, orientation.height(stored.width, stored.height)) { "$orientation" }
            val pixels = IntArray(stored.pixels.size)
            for (y in 0 until stored.height) {
                val row = stored.pixels.copyOfRange(y * stored.width, (y + 1) * stored.width)
                orientation.place(row, y, stored.width, stored.height, pixels)
            }
            assertArrayEquals(expected.pixels, pixels) { "$orientation" }
        }
    }

    @Test
    fun `degrees are turns, and values that EXIF does not know change nothing`() {
        val turns = listOf(Orientation.UPRIGHT, Orientation.ROTATED_90, Orientation.ROTATED_180, Orientation.ROTATED_270)
        assertEquals(turns, listOf(0, 90, 180, 270).map(Orientation::ofDegrees))
        assertEquals(turns, listOf(720, -270, 540, -90).map(Orientation::ofDegrees))
        assertEquals(setOf(Orientation.UPRIGHT), listOf(Int.MIN_VALUE, -1, 0, 1, 9, Int.MAX_VALUE).map(Orientation::ofExif).toSet())
        assertThrows(IllegalArgumentException::class.java) { Orientation.ofDegrees(1) }
    }

    private fun picture(json: Json): RgbImage {
        val bytes = json["rgb"].list.map { it.int.toByte() }.toByteArray()
        return RgbImage.fromBytes(bytes, json["width"].int, json["height"].int, PixelLayout.RGB)
    }
}
