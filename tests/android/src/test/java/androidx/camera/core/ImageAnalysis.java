package androidx.camera.core;

import java.util.concurrent.Executor;

/** Stands in for CameraX: what is analyzed is what a test hands over. */
public final class ImageAnalysis {
  public static final int STRATEGY_KEEP_ONLY_LATEST = 0;

  private Executor executor;
  private Analyzer analyzer;

  public void setAnalyzer(Executor executor, Analyzer analyzer) {
    this.executor = executor;
    this.analyzer = analyzer;
  }

  public void hand(ImageProxy image) {
    executor.execute(() -> analyzer.analyze(image));
  }

  public interface Analyzer {
    void analyze(ImageProxy image);
  }

  public static final class Builder {
    public Builder setBackpressureStrategy(int strategy) {
      return this;
    }

    public ImageAnalysis build() {
      return new ImageAnalysis();
    }
  }
}
