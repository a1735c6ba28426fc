"""Text recognition: the picture of a word in, its letters out, one by one."""

from typing import Any

from ...exporter.plan import ExportPlan
from ...manifest.model import Source
from ...manifest.steps import TextStep
from .. import image_plans, lengths, tokenizers
from ..generation import answers, cached_steps, encoded_steps, greedy, scene_text
from ..registry import Request, TaskExporter


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `encode` and `decode` as those of a Seq2SeqLM; the encoder reads a picture."""
    preprocessor = model.preprocessor
    step = image_plans.step_of(model, request, tuple(model.input["images"].shape))
    context_length = lengths.chosen(
        "--context-length",
        model.backbone,
        request.context_length,
        preprocessor.sequence_length,
        least=3,
        expected="at least 3, for a letter and the tokens around it",
        most=scene_text.most_tokens(model.backbone),
    )
    tokenizer, start = tokenizers.describe(preprocessor.tokenizer), scene_text.beginning(preprocessor)
    reader = scene_text.SceneTextReader(model, step)
    layout = encoded_steps.layout_of(reader, context_length, request.cache_dtype or "float32")
    return ExportPlan(
        request.name,
        "image_to_text",
        source,
        model,
        encoded_steps.signatures_of(reader, layout),
        (step, TextStep(tokenizer.tokenizer, start, {"token_ids": cached_steps.TOKENS, "positions": cached_steps.POSITIONS})),
        answers.describe(model, context_length, request.sampler),
        tokenizer.assets,
        state=encoded_steps.state_of(layout),
        continuations=greedy.answers(model, reader.asked(start), context_length, prefix=""),
    )


def _handles(model: Any) -> bool:
    return model.preprocessor.image_converter is not None


EXPORTER = TaskExporter("image_to_text", "PARSeqCausalLM", plan, "PARSeqCausalLMPreprocessor", handles=_handles)
