"""Models with few layers whose inputs and outputs have the sizes of KerasHub's presets: what an app's memory sees of them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import tiny_concepts
import tiny_image_texts
import tiny_models
import tiny_picture_readers
import tiny_vision
import tiny_vision_language_models

from litert_sdkgen.hub.image_embedder import ImageEmbedder


def image_classifier() -> Any:
    """384 pixels and the labels of ImageNet-21k."""
    return tiny_models.image_classifier(21_843, (384, 384, 3), image_size=(384, 384))


def image_embedder() -> Any:
    classifier = tiny_models.image_classifier(image_size=(224, 224))
    return ImageEmbedder(classifier.backbone, classifier.preprocessor)


MODELS: dict[str, Callable[[], Any]] = {
    "image_classifier": image_classifier,
    "image_embedder": image_embedder,
    "clip": lambda: tiny_image_texts.clip(224),
    "retina_net": lambda: tiny_vision.retina_net(91, size=800, stages=4),
    "d_fine": lambda: tiny_vision.d_fine(80, size=640, queries=300),
    "seg_former": lambda: tiny_vision.seg_former(150, size=512),
    "seg_former_1024": lambda: tiny_vision.seg_former(19, size=1024),
    "deep_lab": lambda: tiny_vision.deep_lab(21, size=512),
    "bas_net": lambda: tiny_vision.bas_net(288),
    "depth_anything": lambda: tiny_vision.depth_anything(size=518),
    "sam": lambda: tiny_vision.sam(size=1024, width=256),
    "sam3": lambda: tiny_concepts.sam3(1008, 1008, queries=200, embedding=1024),
    "parseq": tiny_picture_readers.parseq,
    "pali_gemma": lambda: tiny_vision_language_models.pali_gemma(context=1024 + 64, size=448, patch=14),
    "gemma3": lambda: tiny_vision_language_models.gemma3(context=640, size=896, patch=14, pool=4),
}
