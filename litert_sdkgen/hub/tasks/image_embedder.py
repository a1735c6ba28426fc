"""Image backbones: one vector for a picture."""

from typing import Any

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature, Sample
from ...manifest.answers import Embedding
from ...manifest.model import Source
from .. import image_plans, image_tensors
from ..answer import Answer
from ..registry import Request, TaskExporter

_OUTPUT = "embedding"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output `embedding`, float32[1, dimensions]."""
    return image_plans.plan("image_embedder", model, request, source, _answer)


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    if request.labels is not None:
        raise UsageError("--labels: an image embedder has none")
    return Answer(signature.renamed((_OUTPUT,)), Embedding(_OUTPUT))


def of_tensors(tensors: ExportPlan, request: Request) -> ExportPlan:
    """A plain model of one picture and one output, float32[1, dimensions]."""
    image_tensors.refuse("image_embedder", request, "labels", "activation", "depth")
    return image_tensors.plan("image_embedder", tensors, request, _told)


def _told(request: Request, signature: PlannedSignature, samples: tuple[Sample, ...]) -> Answer:
    name, _ = image_tensors.one_output("image_embedder", signature, samples, "1, dimensions")
    return Answer(signature, Embedding(name))


EXPORTER = TaskExporter("image_embedder", "ImageEmbedder", plan, "ImageClassifierPreprocessor", image_plans.inputs, of_tensors=of_tensors)
