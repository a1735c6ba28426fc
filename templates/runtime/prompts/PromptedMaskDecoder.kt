package dev.litert.sdkgen.runtime

/** Turns what `decode` gives into [PromptedMasks], as the manifest's `postprocess` says: interpolated to the caller's picture, then compared with the threshold. */
internal class PromptedMaskDecoder(bundle: ModelBundle, private val step: ImageStep) {
    val masks: TensorSpec
    val scores: TensorSpec
    private val threshold: Float

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "prompted_segmentation") post["type"].fail("prompted_segmentation")
        threshold = post.find("threshold")?.float ?: 0f
        val outputs = bundle.manifest.signature(SegmentAnything.DECODE).outputs
        masks = outputs.find { it.name == post["masks"].string } ?: post["masks"].fail("the name of an output")
        scores = outputs.find { it.name == post["scores"].string } ?: post["scores"].fail("the name of an output")
        val fits = masks.shape.size == 4 && masks.shape[0] == 1 && masks.isFixed && scores.shape == listOf(1, masks.shape[1])
        if (!fits) post.fail("masks [1, m, rows, columns] with scores [1, m], not $masks and $scores,")
    }

    fun decode(values: FloatArray, scores: FloatArray, width: Int, height: Int): PromptedMasks {
        val (rows, columns) = masks.shape.drop(2)
        val size = rows * columns
        return PromptedMasks(
            List(scores.size) { i ->
                val logits = values.copyOfRange(i * size, (i + 1) * size)
                PromptedMask(scores[i], logits) { segmentation(logits, rows, columns, width, height) }
            },
        )
    }

    private fun segmentation(logits: FloatArray, rows: Int, columns: Int, width: Int, height: Int): Segmentation {
        val window = ImageWindow.of(step.fit, width, height, step.width, step.height)
        val ids = IntArray(width * height)
        if (window.width < width || window.height < height) ids.fill(Segmentation.UNSEEN)
        window.interpolate(logits, rows, columns, width, height) { pixel, value -> ids[pixel] = if (value > threshold) 1 else 0 }
        return Segmentation(width, height, ids, LABELS)
    }

    private companion object {
        val LABELS = listOf("background", "foreground")
    }
}
