package dev.litert.sdkgen.sample

import java.io.File
import kotlin.math.exp
import org.json.JSONArray
import org.json.JSONObject

/** What Keras gave for the samples of a bundle, read without the runtime that is under test. */
internal class KerasAnswers(bundle: String) {
    private val directory = File(System.getProperty("sample.assets"), bundle)
    val labels: List<String> = JSONArray(File(directory, "labels.json").readText()).let { json -> List(json.length(), json::getString) }
    private val samples = JSONObject(File(directory, "samples.json").readText()).getJSONArray("samples").let { json -> List(json.length(), json::getJSONObject) }

    /** Text to the score of each label. */
    val texts: Map<String, List<Double>> = samples.filter { it.optJSONArray("text")?.length() == 1 }.associate { it.getJSONArray("text").getString(0) to scores(it) }

    /** Picture to the score of each label. */
    val pictures: Map<File, List<Double>> = samples.filter { it.has("image") }.associate { File(directory, it.getString("image")) to scores(it) }

    /** What the app should show for scores like these. */
    fun verdict(scores: List<Double>): String {
        val best = scores.indices.maxBy { scores[it] }
        return "${labels[best]}, ${ScoreList.percent(scores[best].toFloat())}"
    }

    private fun scores(sample: JSONObject): List<Double> {
        val logits = sample.getJSONObject("outputs").getJSONArray("logits").let { json -> List(json.length(), json::getDouble) }
        val powers = logits.map { exp(it - logits.max()) }
        return powers.map { it / powers.sum() }
    }
}
