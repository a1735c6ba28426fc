package dev.litert.sdkgen.runtime

import java.io.File
import java.util.Random

/**
 * `replay DIRECTORY`: the largest difference to what tests/vectors/log_mel.py has written there, and the number of sounds.
 * `measure BUNDLE`: for each line `log-mel` or `resampling` the nanoseconds that 30 seconds of noise took; the bundle has such a step.
 */
public fun main(args: Array<String>) {
    if (args[0] == "replay") replay(File(args[1])) else measure(File(args[1]))
}

private fun replay(directory: File) {
    val differences = LogMelVectors(directory).differences()
    val (what, largest) = differences.maxBy { it.second }
    println("$largest\t${differences.size}\t$what")
}

private fun measure(bundle: File) {
    val logMel = LogMel(DirectoryBundle(bundle))
    val random = Random(1)
    val (sound, recorded) = listOf(logMel.samplingRate, 44_100).map { rate -> Sound(FloatArray(30 * rate) { random.nextFloat() - 0.5f }, rate) }
    for (line in generateSequence(::readlnOrNull)) {
        val start = System.nanoTime()
        val size = if (line == "log-mel") logMel.features(sound).size else recorded.resampled(logMel.samplingRate).samples.size
        println(if (size > 0) System.nanoTime() - start else error("nothing"))
    }
}
