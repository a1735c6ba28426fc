"""Image segmenters: the graph tells which label is likeliest at each place; the device brings the answer back to the caller's picture."""

from functools import partial
from typing import Any

import keras_hub

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature, Sample
from ...manifest.answers import Segmentation
from ...manifest.model import Source
from .. import choices, image_plans, image_tensors, labels
from ..answer import Answer
from ..registry import Request, TaskExporter

_THRESHOLD = 0.5
_BINARY = ("background", "foreground")
_SHAPE = "1, rows, columns, labels"
_SCORES, _CLASSES = "scores", "classes"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Outputs `scores`, float32[1, rows, columns, labels], and `classes`, int32[1, rows, columns], which of them is largest.

    Models with one class have one output `foreground`, float32[1, rows, columns, 1].
    """
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
    return _likeliest(signature.renamed((_SCORES,)), _SCORES, labels.asset(request.labels, classes))


def _likeliest(signature: PlannedSignature, scores: str, assets: dict[str, bytes]) -> Answer:
    """150 numbers for each of 512 x 512 places are 157 MB; the likeliest label of each is 1 MB."""
    name = _CLASSES if scores != _CLASSES else "class_ids"
    return Answer(choices.chosen(signature, scores, name), Segmentation(name, labels.LABELS_FILE, scores=scores), assets)


def of_tensors(tensors: ExportPlan, request: Request) -> ExportPlan:
    """A plain model of one picture and one output, float32[1, rows, columns, labels]; one number for each place tells two labels apart."""
    image_tensors.refuse("image_segmenter", request, "depth")
    return image_tensors.plan("image_segmenter", tensors, request, partial(_told, tensors.adopted is not None))


def _told(is_finished: bool, request: Request, signature: PlannedSignature, samples: tuple[Sample, ...]) -> Answer:
    name, values = image_tensors.one_output("image_segmenter", signature, samples, _SHAPE)
    classes = int(values.shape[-1])
    if classes == 1:
        post = Segmentation(name, labels.LABELS_FILE, _threshold(request, values))
        return Answer(signature, post, labels.asset(request.labels, 2, _BINARY))
    image_tensors.refuse("image_segmenter", request, "activation")  # the largest number is the same one after any of them
    assets = labels.asset(request.labels, classes)
    if is_finished:  # the graph stays what it is
        return Answer(signature, Segmentation(name, labels.LABELS_FILE), assets)
    return _likeliest(signature, name, assets)


def _threshold(request: Request, values: Any) -> float:
    """Where both labels are equally likely: a probability of a half, and what sigmoid makes one of."""
    if request.activation == "softmax":
        raise UsageError("--activation: one number for each place: expected sigmoid, or none for probabilities. Received: 'softmax'")
    if request.activation is None and ((values >= 0) & (values <= 1)).all():
        raise UsageError(
            "--activation: the model's numbers lie between 0 and 1: say whether they are probabilities (none), or what makes them such "
            "(sigmoid)"
        )
    return _THRESHOLD if request.activation == "none" else 0.0


EXPORTER = TaskExporter(
    "image_segmenter",
    "ImageSegmenter",
    plan,
    "ImageSegmenterPreprocessor",
    image_plans.inputs,
    handles=is_promptless,
    of_tensors=of_tensors,
)
