import java.io.File
import litert.runtime.DirectoryBundle
import litert.runtime.TextPreprocessor

/**
 * Answers each line `repetitions` TAB `file` on standard input with the mean nanoseconds of one text and the ids of the last one: the file
 * holds NUL-separated texts, which are tokenized one after the other, `repetitions` times.
 */
public fun main(args: Array<String>) {
    val tokenizer = TextPreprocessor(DirectoryBundle(File(args[0]))).tokenizer
    while (true) {
        val (repetitions, file) = (readlnOrNull() ?: return).split('\t')
        val texts = File(file).readText().split('\u0000')
        var ids = IntArray(0)
        val start = System.nanoTime()
        repeat(repetitions.toInt()) { for (text in texts) ids = tokenizer.encode(text) }
        val nanoseconds = (System.nanoTime() - start) / (repetitions.toLong() * texts.size)
        println("$nanoseconds\t${ids.joinToString(" ")}")
    }
}
