package documented.java;

import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import dev.litert.sdkgen.sample.litert.DemoSentimentEn;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

// As it stands in docs/first_model.md.

public final class Sentiment implements AutoCloseable {
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final Handler main = new Handler(Looper.getMainLooper());
    private final Context context;
    private DemoSentimentEn model;

    public Sentiment(Context context) {
        this.context = context.getApplicationContext();
    }

    public void of(String text, Consumer<String> answer) {
        worker.execute(() -> {
            if (model == null) model = DemoSentimentEn.create(context);
            String label = model.predict(text).getLabel();
            main.post(() -> answer.accept(label));
        });
    }

    @Override
    public void close() {
        worker.execute(() -> {
            if (model != null) model.close();
        });
        worker.shutdown();
    }
}
