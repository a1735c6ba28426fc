package dev.litert.sdkgen.runtime

/** Turns what `decode` gives into [PromptedMasks], as the manifest's `postprocess` says: interpolated to the caller's picture, then compared with the threshold. */
internal class PromptedMaskDecoder(bundle: ModelBundle, step: ImageStep) {
    val masks: TensorSpec
    val scores: TensorSpec
    private val mask: MaskLogits

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "prompted_segmentation") post["type"].fail("prompted_segmentation")
        val outputs = bundle.manifest.signature(SegmentAnything.DECODE).outputs
        masks = outputs.find { it.name == post["masks"].string } ?: post["masks"].fail("the name of an output")
        scores = outputs.find { it.name == post["scores"].string } ?: post["scores"].fail("the name of an output")
        val fits = masks.shape.size == 4 && masks.shape[0] == 1 && masks.isFixed && scores.shape == listOf(1, masks.shape[1])
        if (!fits) post.fail("masks [1, m, rows, columns] with scores [1, m], not $masks and $scores,")
        mask = MaskLogits(step, masks.shape[2], masks.shape[3], post.find("threshold")?.float ?: 0f)
    }

    fun decode(values: FloatArray, scores: FloatArray, width: Int, height: Int): PromptedMasks = PromptedMasks(
        List(scores.size) { i ->
            val logits = mask.of(values, i)
            PromptedMask(scores[i], logits) { mask.segmentation(logits, width, height) }
        },
    )
}
