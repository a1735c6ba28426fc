"""The signatures of a language model that sees: `encode_image` makes embeddings of a picture, others read them into the cache."""

from collections.abc import Callable, Sequence
from typing import Any

import keras

from ....errors import ExportError
from ....exporter.plan import NamedSpec, PlannedSignature
from .. import cached_steps, half_cache
from ..cached_steps import POSITIONS, TOKENS, CacheLayout, StateLayout, vocabulary_size_of
from .prompt_pictures import EMBEDDINGS, Placed, Prefix, PromptPictures

IMAGE, IS_TOKEN = "image", "padding_mask"
_SHORT_TEXT = 64
"""Tokens of the smaller of two `prefill_<N>` that read a picture with its text, beside which a question has hardly more."""


def signatures_of(model: Any, layout: StateLayout, pictures: PromptPictures) -> tuple[PlannedSignature, ...]:
    """`encode_image`, those that read a prompt, and `decode`."""
    read = encoding(pictures.shape, pictures.embed)
    *prefill, decode = cached_steps.signatures_of(model, layout)
    embeddings = NamedSpec(EMBEDDINGS, None, "float32", (1, pictures.places, pictures.dimensions), low=-1.0)
    if pictures.prefix is not None:
        if not isinstance(layout, CacheLayout):
            raise ExportError(f"the {type(model).__name__} keeps a state that is no cache of keys and values by position")
        sizes = text_sizes(layout.context_length - pictures.places)
        return read, *(_prefix(model, layout, pictures.prefix, embeddings, size) for size in sizes), decode
    assert pictures.placed is not None  # a model has one or the other
    return read, placed_reader("prefill_image", layout, pictures.placed, embeddings), *prefill, decode


def encoding(shape: tuple[int, int, int], embed: Callable[[Any], Any]) -> PlannedSignature:
    """`encode_image`: embeddings, [1, places, dimensions], that `embed` makes of pixels, float32[1, *shape]."""

    def encode(pixels: Any) -> Sequence[Any]:
        return [keras.ops.cast(embed(pixels), "float32")]

    pixels = NamedSpec(IMAGE, "images", "float32", (1, *shape), low=-2.5, high=2.5)
    return PlannedSignature("encode_image", encode, (pixels,), (EMBEDDINGS,))


def text_sizes(text_length: int) -> tuple[int, ...]:
    """How many tokens the signatures read behind a picture: in one call, so that the larger one takes whatever fits into the context."""
    return tuple(sorted({min(_SHORT_TEXT, text_length), text_length}))


def _prefix(model: Any, layout: CacheLayout, prefix: Prefix, embeddings: NamedSpec, size: int) -> PlannedSignature:
    def read(tokens: Any, is_token: Any, pictured: Any, *cache: Any) -> Sequence[Any]:
        with half_cache.widened(cache, layout.dtype) as (given, narrowed):
            return [narrowed(tensor) for tensor in prefix(layout, pictured, tokens, is_token, given)]

    inputs = (
        NamedSpec(TOKENS, None, "int32", (1, size), high=vocabulary_size_of(model)),
        NamedSpec(IS_TOKEN, None, "int32", (1, size), role="mask"),
        embeddings,
        *layout.inputs,
    )
    return PlannedSignature(f"prefill_{size}", read, inputs, tuple(layout.names))


def placed_reader(key: str, layout: StateLayout, placed: Placed, embeddings: NamedSpec) -> PlannedSignature:
    """The signature `key`: `placed` reads embeddings of so many places from a position on."""

    def read(positions: Any, pictured: Any, *cache: Any) -> Sequence[Any]:
        with half_cache.widened(cache, layout.dtype) as (given, narrowed):
            return [narrowed(tensor) for tensor in placed(layout, pictured, positions[0], given)]

    places = embeddings.shape[1]
    positions = NamedSpec(POSITIONS, None, "int32", (places,), high=layout.context_length - places + 1)
    return PlannedSignature(key, read, (positions, embeddings, *layout.inputs), tuple(layout.names))
