import dev.litert.sdkgen.runtime.DirectoryBundle
import dev.litert.sdkgen.runtime.LogMel
import dev.litert.sdkgen.runtime.Sound
import java.io.File
import java.util.Random

/** For each line `log-mel` or `resampling` prints the nanoseconds that 30 seconds of noise took; `args[0]` is a bundle with such a step. */
public fun main(args: Array<String>) {
    val logMel = LogMel(DirectoryBundle(File(args[0])))
    val random = Random(1)
    val (sound, recorded) = listOf(logMel.samplingRate, 44_100).map { rate -> Sound(FloatArray(30 * rate) { random.nextFloat() - 0.5f }, rate) }
    for (line in generateSequence(::readlnOrNull)) {
        val start = System.nanoTime()
        val size = if (line == "log-mel") logMel.features(sound).size else recorded.resampled(logMel.samplingRate).samples.size
        println(if (size > 0) System.nanoTime() - start else error("nothing"))
    }
}
