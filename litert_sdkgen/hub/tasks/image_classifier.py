"""Image classifiers: resizing and scaling on the device, then one score per label."""

from typing import Any

from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.model import Source
from .. import image_plans, labels
from ..answer import Answer
from ..registry import Request, TaskExporter


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output, `logits` or `scores`, with a number for each label."""
    return image_plans.plan("image_classifier", model, request, source, _answer)


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    post, assets = labels.classification(model, request.labels)
    return Answer(signature.renamed((post.output,)), post, assets)


EXPORTER = TaskExporter("image_classifier", "ImageClassifier", plan, "ImageClassifierPreprocessor", image_plans.inputs)
