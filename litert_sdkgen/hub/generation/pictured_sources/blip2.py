"""BLIP-2 with Flan-T5: one picture in front of each text, as places of its own, none of which is padding."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import keras_hub

from ....errors import ExportError
from ....exporter.plan import NamedSpec
from ....exporter.samples import pattern
from ... import image_plans
from ...registry import Request
from ..encoded_steps import Source
from .pictured_source import Asked, PicturedSource

KERAS_CLASS = keras_hub.models.BLIP2Seq2SeqLM
_PATTERN = 1


def describe(model: Any, request: Request, text: Source) -> PicturedSource:
    """`encode` reads pixels and a text at once.

    Raises:
        ExportError: the model has no part that reads pictures, or a converter that the device cannot repeat.
        UsageError: a size of pictures that the model does not take.
    """
    if not model.backbone.multimodal:
        raise ExportError(f"the {type(model).__name__} has no vision encoder, so there is no picture to read. Export with --task tensors")
    step = image_plans.step_of(model, request, tuple(model.input["images"].shape))

    @contextlib.contextmanager
    def read(pixels: Any, tokens: Any, mask: Any) -> Iterator[dict[str, Any]]:
        with text.read(tokens, mask) as given:
            encoded, used = model.call_encoder(given["encoder_token_ids"], given["encoder_padding_mask"], pixels)
            yield {"encoder_hidden_states": encoded, "encoder_attention_mask": used, "encoder_padding_mask": used[:, 0, :]}

    def asked(texts: Sequence[Asked]) -> list[Asked]:
        """Each of `texts` with a picture of its own, and the first one with another."""
        return [
            (replace(continuation, pictures=(k,)), {**inputs, "images": pattern(k, step.shape, "float32")})
            for k, (continuation, inputs) in enumerate((*texts, texts[0]), _PATTERN)
        ]

    source = Source((NamedSpec(step.feeds["pixels"], "images", "float32", step.shape, low=-1.0), *text.inputs), read)
    return PicturedSource(step, source, asked)
