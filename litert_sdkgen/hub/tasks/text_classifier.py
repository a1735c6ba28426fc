"""Text classifiers: tokenizer and packer on the device, then one score per label."""

from typing import Any

from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.model import Source
from .. import labels, text_plans
from ..answer import Answer
from ..registry import Request, TaskExporter


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output, `logits` or `scores`, with a number for each label."""
    return text_plans.plan("text_classifier", model, request, source, _answer)


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    post, assets = labels.classification(model, request.labels)
    return Answer(signature.renamed((post.output,)), post, assets)


EXPORTER = TaskExporter("text_classifier", "TextClassifier", plan, "TextClassifierPreprocessor", text_plans.inputs)
