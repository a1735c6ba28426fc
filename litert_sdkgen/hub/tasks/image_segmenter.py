"""Image segmenters: one number per label and place; the device takes the largest, and brings the answer back to the caller's picture."""

from typing import Any

import keras_hub

from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.answers import Segmentation
from ...manifest.model import Source
from .. import image_plans, labels
from ..answer import Answer
from ..registry import Request, TaskExporter

_THRESHOLD = 0.5
_BINARY = ("background", "foreground")


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output: `scores`, float32[1, rows, columns, labels], or `foreground`, float32[1, rows, columns, 1], of models with one class."""
    return image_plans.plan("image_segmenter", model, request, source, _answer)


def is_promptless(model: Any) -> bool:
    """Whether a picture is all that the model takes: the SAM models want points, boxes or words too."""
    return len(model.inputs) == 1


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    classes = int(model.output.shape[-1])
    if isinstance(model, keras_hub.models.BASNetImageSegmenter) and classes == 1:
        # A probability. KerasHub leaves the threshold to the caller; a half is where the two answers are equally likely.
        post = Segmentation("foreground", labels.LABELS_FILE, _THRESHOLD)
        return Answer(signature.renamed((post.output,)), post, labels.asset(request.labels, 2, _BINARY))
    post = Segmentation("scores", labels.LABELS_FILE)
    return Answer(signature.renamed((post.output,)), post, labels.asset(request.labels, classes))


EXPORTER = TaskExporter("image_segmenter", "ImageSegmenter", plan, "ImageSegmenterPreprocessor", image_plans.inputs, handles=is_promptless)
