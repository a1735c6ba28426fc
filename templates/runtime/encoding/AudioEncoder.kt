package dev.litert.sdkgen.runtime

/** Says what a model hears in each moment of a sound. Generated encoders of sound implement it, so that an app can take any of them, or a lambda in its tests. */
public fun interface AudioEncoder {
    /** @param sound of any sampling rate; what is longer than the model reads is cut off, and silence follows what is shorter */
    public fun predict(sound: Sound): EncodedSound
}
