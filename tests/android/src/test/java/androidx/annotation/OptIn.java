package androidx.annotation;

/** Stands in for AndroidX, which is not on Central. */
public @interface OptIn {
  Class<?>[] value();
}
