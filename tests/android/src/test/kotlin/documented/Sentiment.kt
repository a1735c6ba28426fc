package documented

import android.content.Context
import dev.litert.sdkgen.sample.litert.DemoSentimentEn
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

// As it stands in docs/first_model.md.

class Sentiment(context: Context) : AutoCloseable {
    private val model = lazy { DemoSentimentEn.create(context.applicationContext) }

    suspend fun of(text: String): String = withContext(Dispatchers.Default) { model.value.predict(text).label }

    override fun close() {
        if (model.isInitialized()) model.value.close()
    }
}
