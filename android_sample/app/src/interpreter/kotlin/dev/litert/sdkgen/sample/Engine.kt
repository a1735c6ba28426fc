package dev.litert.sdkgen.sample

import android.content.Context
import dev.litert.sdkgen.sample.litert.runtime.InterpreterRunner
import dev.litert.sdkgen.sample.litert.runtime.ModelRunner
import dev.litert.sdkgen.sample.litert.runtime.RunnerFactory
import org.tensorflow.lite.Interpreter

/** The classic Interpreter, for an app built with `runner=interpreter`. */
internal object Engine {
    class Choice(private val threads: Int) {
        val runners: RunnerFactory = RunnerFactory { bundle ->
            InterpreterRunner.factory(Interpreter.Options().setNumThreads(threads)).open(bundle)
        }

        override fun toString(): String = "CPU, threads: $threads"
    }

    val CHOICES = listOf(Choice(1), Choice(2), Choice(4))

    /** This runner has one accelerator, and takes every model that it can load. */
    @Suppress("UNUSED_PARAMETER") // the same as in the other build
    fun report(application: Context, choice: Choice, runner: ModelRunner): EngineReport =
        EngineReport(runner = "TensorFlow Lite Interpreter", asked = choice.toString(), available = "CPU", used = "CPU", refused = emptyMap())
}
