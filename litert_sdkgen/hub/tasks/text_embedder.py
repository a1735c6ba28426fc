"""Text embedders: tokenizer and packer on the device, then one vector, pooled and normalized in the graph as the model says."""

from typing import Any

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.answers import Embedding
from ...manifest.model import Source
from .. import litertlm_embedders, text_plans
from ..answer import Answer
from ..reading import Reading
from ..registry import Request, TaskExporter

_OUTPUT = "embedding"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output `embedding`, float32[1, dimensions]; for LiteRT-LM in two signatures, of which it makes one."""
    if request.format is None:
        return text_plans.plan("text_embedder", model, request, source, _answer)
    litertlm_embedders.check(model)
    length = text_plans.length_of(model.backbone, text_plans.preprocessor_of(model), request)
    too_long = ("The service was slow. " * length,)
    reading = Reading(text_plans.inputs, (*text_plans.SAMPLES, too_long))
    return litertlm_embedders.contained(text_plans.plan("text_embedder", model, request, source, _answer, reading), model)


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    if request.labels is not None:
        raise UsageError("--labels: a text embedder has none")
    return Answer(signature.renamed((_OUTPUT,)), Embedding(_OUTPUT))


EXPORTER = TaskExporter("text_embedder", "TextEmbedder", plan, "TextEmbedderPreprocessor", text_plans.inputs)
