import com.sun.management.OperatingSystemMXBean
import java.io.File
import java.lang.management.ManagementFactory
import litert.LanguageModel
import litert.runtime.CausalLanguageModel
import litert.runtime.DirectoryBundle
import litert.runtime.GenerationOptions
import litert.runtime.LiteRtHostRunner
import litert.runtime.Sampler

/**
 * For each line of standard input: `args[2]` tokens after the prompt `args[1]` and a first one. Prints seconds to that, and tokens per second
 * from then on, and per second of a CPU.
 */
public fun main(args: Array<String>) {
    val tokens = args[2].toInt()
    val machine = ManagementFactory.getOperatingSystemMXBean() as OperatingSystemMXBean
    LanguageModel.create(DirectoryBundle(File(args[0])), ::LiteRtHostRunner).use { model ->
        val loop = CausalLanguageModel(model.session)
        val prompt = model.encode(args[1])
        while (readlnOrNull() != null) {
            val times = ArrayList<Long>()
            val cpuTimes = ArrayList<Long>()
            val start = System.nanoTime()
            loop.generateTokens(prompt, GenerationOptions(tokens + 1, Sampler.greedy(), stopTokenIds = emptySet())) {
                times.add(System.nanoTime())
                cpuTimes.add(machine.processCpuTime)
            }
            println("${(times.first() - start) / 1e9} ${rate(tokens, times)} ${rate(tokens, cpuTimes)}")
        }
    }
}

private fun rate(tokens: Int, times: List<Long>): Double = tokens * 1e9 / (times.last() - times.first())
