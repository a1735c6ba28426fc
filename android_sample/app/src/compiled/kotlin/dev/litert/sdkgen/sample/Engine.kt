package dev.litert.sdkgen.sample

import android.content.Context
import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.Environment
import com.google.ai.edge.litert.LiteRtException
import dev.litert.sdkgen.sample.litert.runtime.CompiledModelRunner
import dev.litert.sdkgen.sample.litert.runtime.ModelRunner
import dev.litert.sdkgen.sample.litert.runtime.RunnerFactory

/** LiteRT's CompiledModel, for an app built with `runner=compiled`. */
internal object Engine {
    /** Accelerators in the order in which they are tried. */
    class Choice(private val accelerators: List<Accelerator>) {
        val runners: RunnerFactory = CompiledModelRunner.factory(CompiledModelRunner.Options(accelerators))

        override fun toString(): String = accelerators.joinToString(" > ")
    }

    val CHOICES = listOf(
        Choice(listOf(Accelerator.CPU)),
        Choice(listOf(Accelerator.GPU)),
        Choice(listOf(Accelerator.NPU, Accelerator.GPU, Accelerator.CPU)),
    )

    fun report(application: Context, choice: Choice, runner: ModelRunner): EngineReport {
        val compiled = runner as CompiledModelRunner
        return EngineReport(
            runner = "LiteRT CompiledModel",
            asked = choice.toString(),
            available = available(application),
            used = compiled.accelerator.toString(),
            refused = compiled.refused.mapKeys { it.key.toString() },
        )
    }

    private fun available(application: Context): String = try {
        Environment.create(application).use { it.getAvailableAccelerators().joinToString() }
    } catch (e: LiteRtException) {
        e.message ?: e.toString()
    }
}
