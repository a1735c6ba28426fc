"""Speech recognition: sound in, its words out, token by token."""

from typing import Any

from ...errors import ExportError, UsageError
from ...exporter.plan import ExportPlan
from ...manifest.generation import Generation
from ...manifest.model import Source, TextStep
from .. import tokenizers
from ..generation import cached_steps, encoded_steps, greedy, prompts, samplers, sound
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
    length = request.sequence_length or _SECONDS * int(preprocessor.audio_converter.sampling_rate)
    least = sound.least_length(model)
    if length < least:
        raise UsageError(f"--sequence-length: the samples of a sound; expected at least {least}. Received: {length}")
    context_length = request.context_length or int(preprocessor.decoder_sequence_length)
    if context_length < 4:
        raise UsageError(f"--context-length: expected at least 4, for an answer. Received: {context_length}")
    tokenizer = tokenizers.describe(preprocessor.tokenizer)
    if not hasattr(model, "sampler"):
        model.compile()
    post = Generation(
        output=cached_steps.LOGITS,
        context_length=context_length,
        stop_tokens=prompts.stop_tokens(preprocessor.tokenizer),
        special_tokens=tuple(sorted({*prompts.special_tokens(preprocessor.tokenizer), int(preprocessor.tokenizer.pad_token_id)})),
        sampler=samplers.describe(model.sampler),
    )
    step, start = sound.describe(model, _SAMPLES, _COUNT, length), sound.beginning(preprocessor, least)
    read = sound.source(model, step)
    layout = encoded_steps.layout_of(model, read, context_length)
    return ExportPlan(
        request.name,
        "audio_to_text",
        source,
        model,
        encoded_steps.signatures_of(model, read, layout),
        (step, TextStep(tokenizer.tokenizer, start, {"token_ids": cached_steps.TOKENS, "positions": cached_steps.POSITIONS})),
        post,
        tokenizer.assets,
        state=encoded_steps.state_of(layout),
        continuations=greedy.answers(model, sound.asked(preprocessor, step, start), context_length),
    )


def _handles(model: Any) -> bool:
    return model.preprocessor is not None


# KerasHub does not show the base class, AudioToText.
EXPORTER = TaskExporter("audio_to_text", "MoonshineAudioToText", plan, "MoonshineAudioToTextPreprocessor", handles=_handles)
