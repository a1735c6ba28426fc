package dev.litert.sdkgen.runtime

import java.io.File
import java.util.Random
import kotlin.math.abs
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class SamplerTest {
    private val logits = floatArrayOf(0f, 2f, 1f, 3f, -1f)

    @Test
    fun `kept tokens and probabilities equal KerasHub`() {
        val cases = Json.parse("cases.json", File(TestBundles.vectors("samplers"), "cases.json").readText()).list
        var probabilities = 0
        for (case in cases) {
            val values = case["logits"].list.map { it.float }.toFloatArray()
            val expected = case["tokens"].list.map { it.int }.zip(case["probabilities"].list.map { it.double }).toMap()
            val where = "${case["method"].string} k=${case.find("k")?.int} p=${case.find("p")?.double} T=${case["temperature"].double} of ${values.size}"
            val sampler = sampler(case)
            if (sampler !is DrawingSampler) {
                assertEquals(expected.keys.single(), sampler.next(values, Random()), where)
                continue
            }
            val candidates = sampler.candidates(values)
            val total = candidates.weights.sumOf { it.toDouble() }
            val kept = candidates.tokens.indices.filter { candidates.weights[it] / total > 0 }.associate { candidates.tokens[it] to candidates.weights[it] / total }
            // What KerasHub keeps with a probability that float32 rounds to 0 can be drawn by neither.
            val negligible = 1e-30
            assertEquals(expected.filterValues { it > negligible }.keys, kept.filterValues { it > negligible }.keys, where)
            for ((token, probability) in expected) assertTrue(abs(probability - (kept[token] ?: 0.0)) <= 1e-6) { "$where: token $token" }
            probabilities += expected.size
        }
        assertTrue(cases.size > 200 && probabilities > 20_000) { "${cases.size} cases, $probabilities probabilities" }
    }

    private fun sampler(case: Json): Sampler {
        val temperature = case["temperature"].float
        return when (case["method"].string) {
            "top_k" -> Sampler.topK(case["k"].int, temperature)
            "top_p" -> Sampler.topP(case["p"].float, case.find("k")?.int, temperature)
            "random" -> Sampler.random(temperature)
            else -> Sampler.greedy()
        }
    }

    @Test
    fun `draws are as frequent as they are likely`() {
        val draws = 200_000
        for (sampler in listOf(Sampler.random(), Sampler.topK(3), Sampler.topP(0.9f), Sampler.random(0.5f)).map { it as DrawingSampler }) {
            val candidates = sampler.candidates(logits)
            val total = candidates.weights.sum()
            val random = Random(7)
            val counts = IntArray(logits.size)
            repeat(draws) { counts[sampler.next(logits, random)]++ }
            val chiSquare = candidates.tokens.indices.sumOf { i ->
                val expected = draws * candidates.weights[i].toDouble() / total
                (counts[candidates.tokens[i]] - expected).let { it * it / expected }
            }
            assertEquals(draws, candidates.tokens.sumOf { counts[it] }, "nothing else is drawn")
            assertTrue(chiSquare < 25) { "chi-square $chiSquare of ${counts.toList()}" } // 4 degrees of freedom: p < 1e-4
        }
    }

    @Test
    fun `the exponential is that of the library`() {
        var differing = 0
        for (i in 0..200_000) {
            val x = -i / 1900f
            val expected = Math.exp(x.toDouble()).toFloat()
            if (expected != Exponential.of(x)) differing++
            assertTrue(abs(expected - Exponential.of(x)) <= Math.ulp(expected)) { "$x" }
        }
        assertTrue(differing < 20) { "$differing" }
        assertEquals(1f, Exponential.of(-0f))
        assertEquals(0f, Exponential.of(Float.NEGATIVE_INFINITY))
    }

    @Test
    fun `the same seed draws the same tokens`() {
        fun draws(seed: Long) = Random(seed).let { random -> List(50) { Sampler.random().next(logits, random) } }
        assertEquals(draws(3), draws(3))
        assertNotEquals(draws(3), draws(4))
    }

    @Test
    fun `the first of equal tokens comes first`() {
        val equal = floatArrayOf(1f, 5f, 5f, -0f, 0f, 5f)
        assertEquals(1, Sampler.greedy().next(equal, Random()))
        assertEquals(listOf(1, 2, 5, 0, 3, 4), Logits(equal).best(6).toList())
        assertEquals(listOf(1, 2), Logits(equal).best(2).toList())
        assertEquals(listOf(1), DrawingSampler(1f, p = 0f).candidates(equal).tokens.toList(), "the likeliest one is always kept")
    }

    @Test
    fun `the best of many are those that sorting finds`() {
        val random = Random(11)
        for (size in listOf(1, 2, 100, 5000)) {
            val values = FloatArray(size) { (random.nextInt(40) - 20) / 4f }
            val sorted = values.indices.sortedWith(compareBy({ -values[it] }, { it }))
            for (count in listOf(1, 2, 7, 99, 5000)) assertEquals(sorted.take(count), Logits(values).best(count).toList())
        }
    }

    @Test
    fun `logits that are no numbers are refused, those of tokens that cannot be are not`() {
        for (sampler in listOf(Sampler.greedy(), Sampler.topK(2), Sampler.topP(0.5f), Sampler.random())) {
            for (bad in listOf(Float.NaN, Float.POSITIVE_INFINITY)) {
                for (place in 0..2) {
                    val values = floatArrayOf(1f, 2f, 3f).also { it[place] = bad }
                    assertThrows<ModelException> { sampler.next(values, Random()) }
                }
            }
            assertThrows<ModelException> { sampler.next(floatArrayOf(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY), Random()) }
            assertEquals(1, sampler.next(floatArrayOf(Float.NEGATIVE_INFINITY, 0f), Random()))
        }
    }

    @Test
    fun `impossible settings are the caller's fault`() {
        assertThrows<IllegalArgumentException> { Sampler.topK(0) }
        assertThrows<IllegalArgumentException> { Sampler.topK(5, 0f) }
        assertThrows<IllegalArgumentException> { Sampler.topP(1.5f) }
        assertThrows<IllegalArgumentException> { Sampler.topP(0.5f, -1) }
        assertThrows<IllegalArgumentException> { Sampler.random(Float.NaN) }
        assertThrows<IllegalArgumentException> { GenerationOptions(maxTokens = 0) }
    }
}
