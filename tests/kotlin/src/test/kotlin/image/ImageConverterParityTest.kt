package dev.litert.sdkgen.runtime

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Replays what KerasHub's `ImageConverter` gave (tests/vectors/image.py). */
class ImageConverterParityTest {
    @Test
    fun `pixels equal those of KerasHub`() {
        val vectors = ImageVectors(TestBundles.vectors("image"))
        assertTrue(vectors.cases.size >= 200) { "only ${vectors.cases.size} cases" }
        val worst = sortedMapOf<String, Float>()
        assertEquals(emptyList<String>(), vectors.mismatches { kind, difference -> worst.merge(kind, difference, ::maxOf) })
        println("ImageConverter parity, ${vectors.cases.size} cases, largest differences: $worst")
    }
}
