"""Masked language models: a text with masks in, what may stand at each of them out."""

from typing import Any

from ...errors import UsageError
from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.answers import MaskFilling
from ...manifest.model import Source
from .. import masking, text_plans
from ..answer import Answer
from ..registry import Request, TaskExporter

_OUTPUT = "logits"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output `logits`, float32[1, masks, vocabulary]; up to the preprocessor's `mask_selection_length` masks, or as pinned."""
    return text_plans.plan("masked_lm", model, request, source, _answer, masking.reading(text_plans.preprocessor_of(model)))


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    if request.labels is not None:
        raise UsageError("--labels: a masked language model has none")
    known = min(int(model.preprocessor.tokenizer.vocabulary_size()), int(model.output.shape[-1]))
    return Answer(signature.renamed((_OUTPUT,)), MaskFilling(_OUTPUT, known))


EXPORTER = TaskExporter("masked_lm", "MaskedLM", plan, "MaskedLMPreprocessor", masking.inputs)
