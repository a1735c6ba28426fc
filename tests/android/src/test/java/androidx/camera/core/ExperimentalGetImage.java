package androidx.camera.core;

/** Stands in for CameraX. */
public @interface ExperimentalGetImage {}
