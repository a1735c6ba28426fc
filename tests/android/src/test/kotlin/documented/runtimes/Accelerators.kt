package documented.runtimes

import android.content.Context
import android.util.Log
import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.Environment
import dev.litert.sdkgen.sample.litert.DemoSentimentEn
import dev.litert.sdkgen.sample.litert.runtime.CompiledModelRunner

// As it stands in docs/runtimes.md.

fun open(context: Context): DemoSentimentEn {
    val model = DemoSentimentEn.create(context, CompiledModelRunner.Options(listOf(Accelerator.GPU, Accelerator.CPU)))
    val runner = model.session.runner as CompiledModelRunner
    Log.i("model", "runs on ${runner.accelerator}; others refused: ${runner.refused}")
    return model
}

fun open(context: Context, environment: Environment): DemoSentimentEn =
    DemoSentimentEn.create(context, CompiledModelRunner.Options(listOf(Accelerator.CPU), environment))
