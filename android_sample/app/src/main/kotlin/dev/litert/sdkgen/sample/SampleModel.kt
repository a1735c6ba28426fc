package dev.litert.sdkgen.sample

import dev.litert.sdkgen.sample.litert.DemoSentimentEn
import dev.litert.sdkgen.sample.litert.DiabetesProgression
import dev.litert.sdkgen.sample.litert.Digits
import dev.litert.sdkgen.sample.litert.runtime.LiteRtModel
import dev.litert.sdkgen.sample.litert.runtime.ModelBundle
import dev.litert.sdkgen.sample.litert.runtime.RunnerFactory

/** A model of this app: the folder of its bundle in the assets, and its generated class. */
internal class SampleModel(val bundle: String, val create: (ModelBundle, RunnerFactory) -> LiteRtModel) {
    override fun toString(): String = bundle

    companion object {
        val ALL = listOf(
            SampleModel("demo_sentiment_en", DemoSentimentEn::create),
            SampleModel("digits", Digits::create),
            SampleModel("diabetes_progression", DiabetesProgression::create),
        )
    }
}
