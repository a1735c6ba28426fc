"""Sequential recommendation: the ids of the items that a user has seen in, the ids of those that come next out, one by one."""

from typing import Any

from ...exporter.plan import ExportPlan
from ...manifest.generation import Generation
from ...manifest.model import Source
from ...manifest.steps import IdsStep
from .. import lengths
from ..generation import answers, cached_steps, encoded_steps, greedy, item_sequences, sources
from ..registry import Request, TaskExporter

_IDS, _MASK = "encoder_tokens", "encoder_mask"
_HISTORY, _CONTEXT = 128, 32
"""The model has no lengths of its own, and no positions that would bound them."""
_LEFT_OUT = "the ids are those of KerasHub's generate(), which takes an id 0 in an answer for padding; the forward pass may give others"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `encode` and `decode` as those of a Seq2SeqLM; there are no texts, so the device gets and gives ids."""
    length = lengths.chosen(
        "--sequence-length", model.backbone, request.sequence_length, _HISTORY, least=2, expected="at least 2, the items of a history"
    )
    context_length = lengths.chosen(
        "--context-length",
        model.backbone,
        request.context_length,
        _CONTEXT,
        least=2,
        expected="at least 2, for the id that an answer begins with and one that is recommended",
    )
    vocabulary_size = cached_steps.vocabulary_size_of(model)
    packer, start = item_sequences.packers(length)
    read = item_sequences.ItemSequences(model, sources.text_source(_IDS, _MASK, length, vocabulary_size))
    layout = encoded_steps.layout_of(read, context_length, request.cache_dtype or "float32")
    return ExportPlan(
        request.name,
        "item_recommender",
        source,
        model,
        encoded_steps.signatures_of(read, layout),
        (
            IdsStep(packer, {"token_ids": _IDS, "padding_mask": _MASK}),
            IdsStep(start, {"token_ids": cached_steps.TOKENS, "positions": cached_steps.POSITIONS}),
        ),
        Generation(
            output=cached_steps.LOGITS,
            context_length=context_length,
            stop_tokens=(),
            special_tokens=(),
            sampler=answers.sampler_of(model, request.sampler),
        ),
        state=encoded_steps.state_of(layout),
        left_out=(_LEFT_OUT,),
        continuations=greedy.answers(model, item_sequences.asked(packer, start, vocabulary_size), context_length, has_every_place=True),
    )


EXPORTER = TaskExporter("item_recommender", "EdRecSeq2SeqLM", plan)
