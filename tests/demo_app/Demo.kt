import java.io.File
import litert.DemoSentimentEn
import litert.runtime.DirectoryBundle
import litert.runtime.LiteRtHostRunner

/** Reads one text a line from the file `args[1]`, and prints each label's score for it as the generated class gives them. */
public fun main(args: Array<String>) {
    DemoSentimentEn.create(DirectoryBundle(File(args[0])), ::LiteRtHostRunner).use { model ->
        for (text in File(args[1]).readText().split('\u0000')) {
            println(model.predict(text).top(2).joinToString("\t") { "${it.label}\t${it.score}" })
        }
    }
}
