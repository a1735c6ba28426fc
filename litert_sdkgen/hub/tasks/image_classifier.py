"""Image classifiers: resizing and scaling on the device, then one score per label."""

from typing import Any

from ...exporter.plan import ExportPlan, PlannedSignature, Sample
from ...manifest.model import Source
from .. import image_plans, image_tensors, labels
from ..answer import Answer
from ..registry import Request, TaskExporter


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output, `logits` or `scores`, with a number for each label."""
    return image_plans.plan("image_classifier", model, request, source, _answer)


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    post, assets = labels.classification(model, request.labels)
    return Answer(signature.renamed((post.output,)), post, assets)


def of_tensors(tensors: ExportPlan, request: Request) -> ExportPlan:
    """A plain model of one picture and one output, float32[1, classes]."""
    image_tensors.refuse("image_classifier", request, "depth")
    return image_tensors.plan("image_classifier", tensors, request, _told)


def _told(request: Request, signature: PlannedSignature, samples: tuple[Sample, ...]) -> Answer:
    return Answer(signature, *labels.of_scores(signature, samples, request))


EXPORTER = TaskExporter(
    "image_classifier", "ImageClassifier", plan, "ImageClassifierPreprocessor", image_plans.inputs, of_tensors=of_tensors
)
