"""Depth estimators: one number per place, which the device brings back to the caller's picture."""

from typing import Any

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.answers import Depth
from ...manifest.model import Source
from .. import image_plans
from ..answer import Answer
from ..registry import Request, TaskExporter


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output `depths`, float32[1, rows, columns, 1]: a distance, or what grows with nearness."""
    return image_plans.plan("depth_estimator", model, request, source, _answer)


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    if request.labels is not None:
        raise UsageError("--labels: a depth estimator has none")
    post = Depth("depths", model.depth_estimation_type)
    return Answer(signature.renamed((post.output,)), post)


EXPORTER = TaskExporter("depth_estimator", "DepthEstimator", plan, "DepthEstimatorPreprocessor", image_plans.inputs)
