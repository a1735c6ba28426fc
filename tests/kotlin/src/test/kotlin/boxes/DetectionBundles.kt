package dev.litert.sdkgen.runtime

/** A detector of [count] boxes, for pictures of 64x64 that are not resized unless [fit] says so. */
internal fun detectionBundle(
    count: Int,
    labels: List<String> = listOf("a", "b", "c"),
    fit: String = "none",
    settings: String = """"confidence_threshold": 0.5, "iou_threshold": 0.5, "max_detections": 10""",
): MemoryBundle {
    val outputs = listOf("boxes float32 1 $count 4", "scores float32 1 $count", "classes int32 1 $count", "probabilities float32 1 $count ${labels.size}")
    val signature = signatureText("serve", listOf("image float32 1 64 64 3"), outputs)
    val step = """{"type": "image", "height": 64, "width": 64, "channels": 3, "fit": "$fit", "interpolation": "bilinear", "antialias": false,
        "scale": [], "offset": [], "feeds": {"pixels": "image"}}"""
    val post = """{"type": "detection", "boxes": "boxes", "scores": "scores", "classes": "classes", "probabilities": "probabilities", "labels": "labels.json", $settings}"""
    return MemoryBundle(
        "manifest.json" to manifestText("[$signature]", """, "preprocess": [$step], "postprocess": $post"""),
        "labels.json" to labels.joinToString(prefix = "[", postfix = "]") { "\"$it\"" },
    )
}
