"""Encoders that read a picture in front of a text: BLIP-2 with Flan-T5. The picture has places of its own, none of which is padding."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import keras_hub

from ...errors import ExportError
from ...exporter.plan import Continuation, NamedSpec
from ...exporter.samples import pattern
from ...manifest.steps import ImageStep
from .. import image_plans
from ..registry import Request
from .encoded_steps import Source

KERAS_CLASS = keras_hub.models.BLIP2Seq2SeqLM
_PATTERN = 1


def step_of(model: Any, request: Request) -> ImageStep | None:
    """What the device does to a picture; None for a model that reads text alone.

    Raises:
        ExportError: the model has no part that reads pictures, or a converter that the device cannot repeat.
        UsageError: a size of pictures that the model does not take.
    """
    if not isinstance(model, KERAS_CLASS):
        return None
    if not model.backbone.multimodal:
        raise ExportError(f"the {type(model).__name__} has no vision encoder, so there is no picture to read. Export with --task tensors")
    return image_plans.step_of(model, request, tuple(model.input["images"].shape))


def source(model: Any, text: Source, step: ImageStep) -> Source:
    """What `text` reads, and the pixels of a picture."""

    @contextlib.contextmanager
    def read(pixels: Any, tokens: Any, mask: Any) -> Iterator[dict[str, Any]]:
        with text.read(tokens, mask) as given:
            encoded, used = model.call_encoder(given["encoder_token_ids"], given["encoder_padding_mask"], pixels)
            yield {"encoder_hidden_states": encoded, "encoder_attention_mask": used, "encoder_padding_mask": used[:, 0, :]}

    return Source((NamedSpec(step.feeds["pixels"], "images", "float32", step.shape, low=-1.0), *text.inputs), read)


def asked(texts: Sequence[tuple[Continuation, dict[str, Any]]], step: ImageStep) -> list[tuple[Continuation, dict[str, Any]]]:
    """Each of `texts` with a picture of its own, and the first one with another."""
    return [
        (replace(continuation, pictures=(k,)), {**inputs, "images": pattern(k, step.shape, "float32")})
        for k, (continuation, inputs) in enumerate((*texts, texts[0]), _PATTERN)
    ]
