"""Encoder-decoder language models: a text in, with a picture where the model sees, another text out (its translation, its summary)."""

from dataclasses import replace
from typing import Any

from ...errors import ExportError
from ...exporter.plan import ExportPlan
from ...manifest.model import Source
from ...manifest.steps import TextStep
from .. import lengths, tokenizers
from ..generation import answers, cached_steps, encoded_steps, greedy, pictured_sources, sources
from ..generation.seq2seq import Seq2Seq
from ..registry import Request, TaskExporter

_TOKENS, _MASK = "encoder_tokens", "encoder_mask"
_OTHER_ADVICE = "Its forward pass can be exported with --task tensors"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `encode` and `decode`; between them go the keys and values that the encoder's output has in each layer.

    The encoder of a model that sees reads pictures with texts.
    """
    preprocessor = model.preprocessor
    if preprocessor is None:
        raise ExportError(f"the {type(model).__name__} has no preprocessor, so nothing says how text becomes tokens. {_OTHER_ADVICE}")
    length = _length("--sequence-length", model, request.sequence_length, preprocessor.encoder_sequence_length)
    context_length = _length("--context-length", model, request.context_length, preprocessor.decoder_sequence_length)
    tokenizer, post = tokenizers.describe(preprocessor.tokenizer), answers.describe(model, context_length, request.sampler)
    vocabulary_size = cached_steps.vocabulary_size_of(model)
    read = sources.text_source(_TOKENS, _MASK, length, vocabulary_size)
    seen = pictured_sources.of_model(model, request, read)
    with sources.at_lengths(preprocessor, length, context_length):
        packer, start = sources.describe(preprocessor)
        asked = sources.asked(preprocessor, packer, start, vocabulary_size)
        if seen is not None:
            read, asked = seen.source, seen.asked(asked)
    encoder_decoder = Seq2Seq(model, read)
    layout = encoded_steps.layout_of(encoder_decoder, context_length, request.cache_dtype or "float32")
    return ExportPlan(
        request.name,
        "seq2seq_lm",
        source,
        model,
        (*(() if seen is None else seen.signatures), *encoded_steps.signatures_of(encoder_decoder, layout)),
        (
            *(() if seen is None else (seen.step,)),
            TextStep(tokenizer.tokenizer, packer, {"token_ids": _TOKENS, "padding_mask": _MASK}),
            TextStep(tokenizer.tokenizer, start, {"token_ids": cached_steps.TOKENS, "positions": cached_steps.POSITIONS}),
        ),
        post if seen is None else replace(post, pictures=seen.pictures),
        tokenizer.assets,
        () if seen is None else seen.samples,
        state=encoded_steps.state_of(layout),
        continuations=greedy.answers(model, asked, context_length),
    )


def _length(option: str, model: Any, wanted: int | None, default: int) -> int:
    return lengths.chosen(option, model.backbone, wanted, default, least=8, expected="at least 8, for a text and the tokens around it")


def _handles(model: Any) -> bool:
    """Without a tokenizer named tensors are left."""
    return model.preprocessor is not None


EXPORTER = TaskExporter("seq2seq_lm", "Seq2SeqLM", plan, "Seq2SeqLMPreprocessor", handles=_handles)
