"""The signatures of a model with an encoder: `encode` reads the source, `decode` a token of the answer at a time.

`encode` leaves the keys and values to which the decoder's cross-attention attends, layer by layer, and which of their places are padding:
state that exists once, since `decode` only reads it. What `decode` writes itself is a cache as in other language models. An answer begins
with one or two tokens, so there is no prefill.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import keras

from ...errors import ExportError
from ...exporter.plan import NamedSpec, PlannedSignature
from ...manifest.model import DType, StatePair
from . import half_cache
from .cached_steps import LOGITS, POSITIONS, TOKENS, CacheLayout, vocabulary_size_of
from .split_cache import SplitCache, split_cache_operations

ENCODE, CROSS_MASK = "encode", "cross_mask"
_BEGUN = 2
"""KerasHub's code runs the encoder together with the beginning of an answer. Nothing that a file keeps depends on that; Keras warns of an
attention to one token only."""


@dataclass(frozen=True)
class Source:
    """What an encoder reads: inputs of a signature, and the arguments for KerasHub that their tensors become, as long as it reads them."""

    inputs: tuple[NamedSpec, ...]
    read: Callable[..., AbstractContextManager[Mapping[str, Any]]]


@dataclass(frozen=True)
class EncodedLayout:
    """The shapes of the decoder's own cache, and of what the encoder leaves for it."""

    own: CacheLayout
    cross: CacheLayout
    mask: tuple[int, ...]

    @property
    def from_encoder(self) -> list[str]:
        """Names of the state that `encode` writes."""
        return [*self.cross.names, CROSS_MASK]


def layout_of(model: Any, source: Source, context_length: int, dtype: DType = "float32") -> EncodedLayout:
    """How `model` keeps in `dtype` what it has read of a source and of an answer of `context_length` tokens, found by reading one.

    Raises:
        ExportError: it keeps something else than keys and values by position.
    """
    own, cross, mask = _encoded(model, source, [keras.ops.full(spec.shape, spec.high - 1, spec.dtype) for spec in source.inputs])
    shapes = [{tuple(tensor.shape) for tensor in cache.tensors} for cache in (own, cross)]
    if any(len(found) != 1 for found in shapes):
        raise ExportError(f"the {type(model).__name__} has layers whose caches differ in their shapes")
    (batch, positions, *rest), cross_shape = (found.pop() for found in shapes)
    if (batch, positions) != (1, _BEGUN):
        raise ExportError(f"the {type(model).__name__} keeps a state that is no cache of keys and values by position")
    return EncodedLayout(
        CacheLayout(len(own.layers), (1, context_length, *rest), True, context_length, dtype=dtype),
        CacheLayout(len(cross.layers), cross_shape, True, cross_shape[1], "cross_cache", dtype),
        tuple(mask.shape),
    )


def signatures_of(model: Any, source: Source, layout: EncodedLayout) -> tuple[PlannedSignature, ...]:
    """`encode`, then `decode`."""

    def encode(*tensors: Any) -> Sequence[Any]:
        _, cross, mask = _encoded(model, source, tensors)
        with half_cache.widened((), layout.cross.dtype) as (_, narrowed):
            return [*map(narrowed, cross.tensors), keras.ops.cast(mask, "int32")]

    def decode(tokens: Any, positions: Any, *state: Any) -> Sequence[Any]:
        *caches, cross_mask = state
        with half_cache.widened(caches, layout.own.dtype) as (given, narrowed):
            logits, updated = _decoded(model, layout, tokens, positions[0], [*given, cross_mask])
        return [logits, *map(narrowed, updated)]

    inputs = (
        NamedSpec(TOKENS, None, "int32", (1, 1), high=vocabulary_size_of(model)),
        NamedSpec(POSITIONS, None, "int32", (1,), high=layout.own.context_length),
        *layout.own.inputs,
        *layout.cross.inputs,
        NamedSpec(CROSS_MASK, None, "int32", layout.mask, role="mask"),
    )
    return (
        PlannedSignature(ENCODE, encode, source.inputs, tuple(layout.from_encoder)),
        PlannedSignature("decode", decode, inputs, (LOGITS, *layout.own.names)),
    )


def state_of(layout: EncodedLayout) -> tuple[StatePair, ...]:
    """Each tensor goes in and comes out under one name."""
    return tuple(StatePair(name, name) for name in (*layout.own.names, *layout.from_encoder))


def _encoded(model: Any, source: Source, tensors: Sequence[Any]) -> tuple[SplitCache, SplitCache, Any]:
    """The decoder's own cache after a few tokens, what it sees of the encoder, and the mask of that: True where there is something."""
    first = {"decoder_token_ids": keras.ops.zeros((1, _BEGUN), "int32"), "decoder_padding_mask": keras.ops.ones((1, _BEGUN), "bool")}
    with split_cache_operations(), source.read(*tensors) as given:
        found = keras.tree.flatten(model._build_cache(**_taken(model._build_cache, {**given, **first})))
    caches = [leaf for leaf in found if isinstance(leaf, SplitCache)]
    if len(caches) != 2:
        raise ExportError(f"the {type(model).__name__} keeps {len(caches)} caches, expected the decoder's own and that of the encoder")
    # An encoder that makes fewer places than it reads says itself which of them are padding.
    masks = [leaf for leaf in found if keras.ops.is_tensor(leaf) and keras.backend.standardize_dtype(leaf.dtype) == "bool"]
    return caches[0], caches[1], masks[-1] if masks else given["encoder_padding_mask"]


def _decoded(model: Any, layout: EncodedLayout, tokens: Any, position: Any, state: Sequence[Any]) -> tuple[Any, list[Any]]:
    """Logits, and the updated key and value of each layer in turn."""
    count = len(layout.own.names)
    own, cross = (SplitCache.of(tensors, model.compute_dtype) for tensors in (state[:count], state[count:-1]))
    encoder_dim = model.backbone.output["encoder_sequence_output"].shape[-1]
    # Only the shape of what came out of the encoder matters: the cross-attention has its keys and values already.
    encoded = keras.ops.zeros((1, layout.cross.context_length, encoder_dim), model.compute_dtype)
    offered = {
        "encoder_hidden_states": encoded,
        "encoder_output": encoded,
        "encoder_padding_mask": keras.ops.cast(state[-1], "bool"),
        "decoder_token_ids": tokens,
        "decoder_padding_mask": None,
        "self_attention_cache": own,
        "self_attention_cache_update_index": position,
        "cross_attention_cache": cross,
        "cross_attention_cache_update_index": None,
        "cache": (own, cross),
        "cache_update_index": position,
    }
    with split_cache_operations():
        logits, *found = keras.tree.flatten(model.call_decoder_with_cache(**_taken(model.call_decoder_with_cache, offered)))
    updated = next((leaf for leaf in found if isinstance(leaf, SplitCache)), None)
    if updated is None:
        raise ExportError(f"the {type(model).__name__} stacks its cache in a way that cannot be taken apart")
    return keras.ops.cast(logits, "float32"), updated.tensors


def _taken(function: Callable[..., Any], offered: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `offered` that `function` has a parameter for: KerasHub's classes differ in their names and in how many they want."""
    return {name: value for name, value in offered.items() if name in inspect.signature(function).parameters}
