package documented

import android.content.Context
import dev.litert.sdkgen.sample.litert.DemoSentimentEn
import dev.litert.sdkgen.sample.litert.runtime.ModelException
import java.io.File
import java.io.IOException
import java.security.MessageDigest
import org.json.JSONObject

// As it stands in docs/update_a_model.md.

/** Puts the bundle in [download] in the place of [target], if all of it is there. */
fun install(download: File, target: File) {
    val manifest = JSONObject(File(download, "manifest.json").readText())
    val assets = manifest.getJSONArray("assets")
    for (entry in List(assets.length(), assets::getJSONObject) + manifest.getJSONObject("model")) {
        val bytes = File(download, entry.getString("file")).readBytes()
        val digest = MessageDigest.getInstance("SHA-256").digest(bytes).joinToString("") { "%02x".format(it) }
        if (digest != entry.getString("sha256")) throw IOException("${entry.getString("file")} is damaged")
    }
    target.deleteRecursively()
    if (!download.renameTo(target)) throw IOException("cannot rename $download to $target")
}

fun open(context: Context): DemoSentimentEn = try {
    DemoSentimentEn.fromDirectory(File(context.filesDir, "models/demo_sentiment_en"))
} catch (e: ModelException) {
    DemoSentimentEn.create(context)
}
