"""Tasks in generated code, one file each; a new task is one more class here, one more template in `templates/tasks/`.

The manifest's reader has checked that steps and references fit the task. What a task alone can know is checked in its `of`.
"""

from ...manifest import Manifest
from ..signatures import SignatureCode
from .audio_encoder import AudioEncoder
from .audio_to_text import AudioToText
from .causal_lm import CausalLm
from .concept_segmenter import ConceptSegmenter
from .depth_estimator import DepthEstimator
from .image_classifier import ImageClassifier
from .image_embedder import ImageEmbedder
from .image_segmenter import ImageSegmenter
from .image_text import ImageText
from .image_to_text import ImageToText
from .item_recommender import ItemRecommender
from .masked_lm import MaskedLm
from .object_detector import ObjectDetector
from .promptable_segmenter import PromptableSegmenter
from .seq2seq_lm import Seq2SeqLm
from .task import TaskCode
from .tensors import Tensors
from .text_classifier import TextClassifier
from .text_embedder import TextEmbedder

TASKS: dict[str, type[TaskCode]] = {
    "text_classifier": TextClassifier,
    "text_embedder": TextEmbedder,
    "masked_lm": MaskedLm,
    "image_classifier": ImageClassifier,
    "image_embedder": ImageEmbedder,
    "object_detector": ObjectDetector,
    "image_segmenter": ImageSegmenter,
    "promptable_segmenter": PromptableSegmenter,
    "concept_segmenter": ConceptSegmenter,
    "depth_estimator": DepthEstimator,
    "image_text": ImageText,
    "causal_lm": CausalLm,
    "seq2seq_lm": Seq2SeqLm,
    "audio_to_text": AudioToText,
    "image_to_text": ImageToText,
    "item_recommender": ItemRecommender,
    "audio_encoder": AudioEncoder,
    "tensors": Tensors,
}


def task_of(manifest: Manifest, signature: SignatureCode) -> TaskCode:
    """The code of the manifest's task, whose `predict` calls `signature`.

    Raises:
        ManifestError: the signature does not have what the task needs.
    """
    return TASKS[manifest.task].of(manifest, signature)


__all__ = ["TASKS", "TaskCode", "task_of"]
