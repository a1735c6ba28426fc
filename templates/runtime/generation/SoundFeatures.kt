package dev.litert.sdkgen.runtime

/** The [bands] of a sound, moment by moment, in the length of the model's input; the first [frames] moments are sound. */
internal class SoundFeatures(val bands: FloatArray, val frames: Int)
