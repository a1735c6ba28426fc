"""Image segmenters: one number per label and place; the device takes the largest, and brings the answer back to the caller's picture."""

from typing import Any

import keras_hub

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature, Sample
from ...manifest.answers import Segmentation
from ...manifest.model import Source
from .. import image_plans, image_tensors, labels
from ..answer import Answer
from ..registry import Request, TaskExporter

_THRESHOLD = 0.5
_BINARY = ("background", "foreground")
_SHAPE = "1, rows, columns, labels"


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


def of_tensors(tensors: ExportPlan, request: Request) -> ExportPlan:
    """A plain model of one picture and one output, float32[1, rows, columns, labels]; one number for each place tells two labels apart."""
    image_tensors.refuse("image_segmenter", request, "depth")
    return image_tensors.plan("image_segmenter", tensors, request, _told)


def _told(request: Request, signature: PlannedSignature, samples: tuple[Sample, ...]) -> Answer:
    name, values = image_tensors.one_output("image_segmenter", signature, samples, _SHAPE)
    classes = int(values.shape[-1])
    if classes == 1:
        post = Segmentation(name, labels.LABELS_FILE, _threshold(request, values))
        return Answer(signature, post, labels.asset(request.labels, 2, _BINARY))
    image_tensors.refuse("image_segmenter", request, "activation")  # the largest number is the same one after any of them
    return Answer(signature, Segmentation(name, labels.LABELS_FILE), labels.asset(request.labels, classes))


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
