"""Depth estimators: one number per place, which the device brings back to the caller's picture."""

from typing import Any

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature, Sample
from ...manifest.answers import Depth
from ...manifest.model import Source
from .. import image_plans, image_tensors
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


def of_tensors(tensors: ExportPlan, request: Request) -> ExportPlan:
    """A plain model of one picture and one output, float32[1, rows, columns, 1].

    Raises:
        UsageError: the caller does not say what the numbers are.
    """
    image_tensors.refuse("depth_estimator", request, "labels", "activation")
    if request.depth is None:
        raise UsageError("--depth: say whether the model's numbers grow with the distance (metric) or with nearness (relative)")
    return image_tensors.plan("depth_estimator", tensors, request, _told)


def _told(request: Request, signature: PlannedSignature, samples: tuple[Sample, ...]) -> Answer:
    name, _ = image_tensors.one_output("depth_estimator", signature, samples, "1, rows, columns, 1")
    assert request.depth is not None  # `of_tensors` demands it
    return Answer(signature, Depth(name, request.depth))


EXPORTER = TaskExporter("depth_estimator", "DepthEstimator", plan, "DepthEstimatorPreprocessor", image_plans.inputs, of_tensors=of_tensors)
