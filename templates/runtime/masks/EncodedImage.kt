package dev.litert.sdkgen.runtime

/**
 * A picture as a segmenter of prompts or phrases keeps it, after the larger part of the work: any number of them can follow. Belongs to the model that made it.
 *
 * @property width columns of the picture
 * @property height rows of the picture
 * @property values the model's output `image_embeddings`; do not change them
 */
public class EncodedImage internal constructor(public val width: Int, public val height: Int, public val values: FloatArray)
