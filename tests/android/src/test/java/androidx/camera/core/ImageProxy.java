package androidx.camera.core;

import android.graphics.Rect;
import android.media.Image;

/** Stands in for CameraX. */
public interface ImageProxy extends AutoCloseable {
  Image getImage();

  ImageInfo getImageInfo();

  Rect getCropRect();

  @Override
  void close();
}
