"""Speech recognition: sound in, its words out, token by token."""

from dataclasses import replace
from typing import Any

from ...errors import ExportError, UsageError
from ...exporter.plan import ExportPlan
from ...manifest.model import Source
from ...manifest.steps import TextStep
from .. import lengths, tokenizers
from ..generation import answers, cached_steps, encoded_steps, greedy, sound
from ..generation.seq2seq import Seq2Seq
from ..registry import Request, TaskExporter

_SAMPLES, _COUNT = "samples", "sample_count"
_SECONDS = 10


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `encode` and `decode` as those of a Seq2SeqLM; the encoder reads samples of sound, and how many they are."""
    preprocessor = model.preprocessor
    if preprocessor is None:
        raise ExportError(
            f"the {type(model).__name__} has no preprocessor, so nothing says what becomes of sound. "
            "Its forward pass can be exported with --task tensors"
        )
    length, least = request.sequence_length, sound.least_length(model)
    if length is None:
        length = _SECONDS * int(preprocessor.audio_converter.sampling_rate)
    if length < least:
        raise UsageError(f"--sequence-length: the samples of a sound; expected at least {least}. Received: {length}")
    context_length = lengths.chosen(
        "--context-length",
        model.backbone,
        request.context_length,
        preprocessor.decoder_sequence_length,
        least=4,
        expected="at least 4, for an answer",
    )
    tokenizer = tokenizers.describe(preprocessor.tokenizer)
    post = answers.describe(model, context_length, request.sampler)
    padding = int(preprocessor.tokenizer.pad_token_id)
    step, start = sound.describe(model, _SAMPLES, _COUNT, length), sound.beginning(preprocessor, least)
    read = Seq2Seq(model, sound.source(model, step))
    layout = encoded_steps.layout_of(read, context_length, request.cache_dtype or "float32")
    return ExportPlan(
        request.name,
        "audio_to_text",
        source,
        model,
        encoded_steps.signatures_of(read, layout),
        (step, TextStep(tokenizer.tokenizer, start, {"token_ids": cached_steps.TOKENS, "positions": cached_steps.POSITIONS})),
        replace(post, special_tokens=tuple(sorted({*post.special_tokens, padding}))),
        tokenizer.assets,
        state=encoded_steps.state_of(layout),
        continuations=greedy.answers(model, sound.asked(preprocessor, step, start), context_length),
    )


def _handles(model: Any) -> bool:
    return model.preprocessor is not None


# KerasHub does not show the base class, AudioToText.
EXPORTER = TaskExporter("audio_to_text", "MoonshineAudioToText", plan, "MoonshineAudioToTextPreprocessor", handles=_handles)
