"""Image backbones: one vector for a picture."""

from typing import Any

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.answers import Embedding
from ...manifest.model import Source
from .. import image_plans
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


EXPORTER = TaskExporter("image_embedder", "ImageEmbedder", plan, "ImageClassifierPreprocessor", image_plans.inputs)
