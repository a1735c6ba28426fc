package dev.litert.sdkgen.runtime

/** Turns what `decode` gives into [SegmentedInstance]s, as the manifest's `postprocess` says: those above the threshold, best first. */
internal class InstanceDecoder(bundle: ModelBundle, private val step: ImageStep) {
    val masks: TensorSpec
    val boxes: TensorSpec
    val scores: TensorSpec
    private val mask: MaskLogits
    private val confidence: Float

    init {
        val post = bundle.manifest.json["postprocess"]
        if (post["type"].string != "instance_segmentation") post["type"].fail("instance_segmentation")
        val outputs = bundle.manifest.signature(PhraseSegmenter.DECODE).outputs
        fun output(field: String) = outputs.find { it.name == post[field].string } ?: post[field].fail("the name of an output")
        masks = output("masks")
        boxes = output("boxes")
        scores = output("scores")
        val count = masks.shape.getOrElse(1) { 0 }
        val fits = masks.shape.size == 4 && masks.shape[0] == 1 && masks.isFixed && boxes.shape == listOf(1, count, 4) && scores.shape == listOf(1, count)
        if (!fits) post.fail("masks [1, n, rows, columns] with boxes [1, n, 4] and scores [1, n], not $masks, $boxes and $scores,")
        mask = MaskLogits(step, masks.shape[2], masks.shape[3], post.find("threshold")?.float ?: 0f)
        confidence = post["confidence_threshold"].float
    }

    /** @param maskOf the numbers of one of the masks; asked for those of the result alone, of which each then keeps its own */
    fun decode(boxes: FloatArray, scores: FloatArray, width: Int, height: Int, maskOf: (Int) -> FloatArray): List<SegmentedInstance> {
        val window = ImageWindow.of(step.fit, width, height, step.width, step.height)
        return scores.indices.filter { scores[it] > confidence }.sortedByDescending { scores[it] }.map { i ->
            val logits = maskOf(i)
            val box = Box(
                left = boxes[4 * i] * window.width + window.left,
                top = boxes[4 * i + 1] * window.height + window.top,
                right = boxes[4 * i + 2] * window.width + window.left,
                bottom = boxes[4 * i + 3] * window.height + window.top,
            )
            SegmentedInstance(box, scores[i]) { mask.segmentation(logits, width, height) }
        }
    }
}
