"""The signatures of a model with an encoder: `encode` reads the source, `decode` a token of the answer at a time.

`encode` leaves the keys and values to which the decoder's cross-attention attends, layer by layer, and which of their places are padding:
state that exists once, since `decode` only reads it. What `decode` writes itself is a cache as in other language models. An answer begins
with one or two tokens, so there is no prefill.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import keras

from ...errors import ExportError
from ...exporter.plan import NamedSpec, PlannedSignature
from ...manifest.model import DType, StatePair
from . import half_cache
from .cached_steps import LOGITS, POSITIONS, TOKENS, CacheLayout
from .split_cache import SplitCache

ENCODE, CROSS_MASK = "encode", "cross_mask"
BEGUN = 2
"""KerasHub's code runs the encoder together with the beginning of an answer. Nothing that a file keeps depends on that; Keras warns of an
attention to one token only."""


@dataclass(frozen=True)
class Source:
    """What an encoder reads: inputs of a signature, and the arguments for KerasHub that their tensors become, as long as it reads them."""

    inputs: tuple[NamedSpec, ...]
    read: Callable[..., AbstractContextManager[Mapping[str, Any]]]


class EncoderDecoder(Protocol):
    """A model as the signatures need it. `inputs` are those of `encode`; `vocabulary_size` tokens can be fed to `decode`."""

    @property
    def inputs(self) -> tuple[NamedSpec, ...]: ...
    @property
    def vocabulary_size(self) -> int: ...
    @property
    def compute_dtype(self) -> str: ...
    def encode(self, tensors: Sequence[Any]) -> tuple[SplitCache, SplitCache, Any | None]:
        """The decoder's own cache after `BEGUN` tokens, what it sees of the encoder, and the mask of that: True where there is something;
        None where there is something everywhere."""

    def decode(self, tokens: Any, position: Any, own: SplitCache, cross: SplitCache, mask: Any | None) -> tuple[Any, SplitCache]:
        """Logits float32[1, 1, vocabulary] and the decoder's own cache with `tokens` at `position`."""


@dataclass(frozen=True)
class EncodedLayout:
    """The shapes of the decoder's own cache, and of what the encoder leaves for it; no `mask` where nothing of that is padding."""

    own: CacheLayout
    cross: CacheLayout
    mask: tuple[int, ...] | None

    @property
    def from_encoder(self) -> list[str]:
        """Names of the state that `encode` writes."""
        return [*self.cross.names, *([] if self.mask is None else [CROSS_MASK])]


def layout_of(model: EncoderDecoder, context_length: int, dtype: DType = "float32") -> EncodedLayout:
    """How `model` keeps in `dtype` what it has read of a source and of an answer of `context_length` tokens, found by reading one.

    Raises:
        ExportError: it keeps something else than keys and values by position.
    """
    own, cross, mask = model.encode([keras.ops.full(spec.shape, spec.high - 1, spec.dtype) for spec in model.inputs])
    shapes = [{tuple(tensor.shape) for tensor in cache.tensors} for cache in (own, cross)]
    if any(len(found) != 1 for found in shapes):
        raise ExportError("the model has layers whose caches differ in their shapes")
    (batch, positions, *rest), cross_shape = (found.pop() for found in shapes)
    if (batch, positions) != (1, BEGUN):
        raise ExportError("the model keeps a state that is no cache of keys and values by position")
    return EncodedLayout(
        CacheLayout(len(own.layers), (1, context_length, *rest), True, context_length, dtype=dtype),
        CacheLayout(len(cross.layers), cross_shape, True, cross_shape[1], "cross_cache", dtype),
        None if mask is None else tuple(mask.shape),
    )


def signatures_of(model: EncoderDecoder, layout: EncodedLayout) -> tuple[PlannedSignature, ...]:
    """`encode`, then `decode`."""
    own_count, cross_count = len(layout.own.names), len(layout.cross.names)

    def encode(*tensors: Any) -> Sequence[Any]:
        _, cross, mask = model.encode(tensors)
        with half_cache.widened((), layout.cross.dtype) as (_, narrowed):
            return [*map(narrowed, cross.tensors), *([] if mask is None else [keras.ops.cast(mask, "int32")])]

    def decode(tokens: Any, positions: Any, *state: Any) -> Sequence[Any]:
        caches, masks = state[: own_count + cross_count], state[own_count + cross_count :]
        mask = keras.ops.cast(masks[0], "bool") if masks else None
        with half_cache.widened(caches, layout.own.dtype) as (given, narrowed):
            own, cross = (SplitCache.of(tensors, model.compute_dtype) for tensors in (given[:own_count], given[own_count:]))
            logits, updated = model.decode(tokens, positions[0], own, cross, mask)
            return [keras.ops.cast(logits, "float32"), *map(narrowed, updated.tensors)]

    inputs = (
        NamedSpec(TOKENS, None, "int32", (1, 1), high=model.vocabulary_size),
        NamedSpec(POSITIONS, None, "int32", (1,), high=layout.own.context_length),
        *layout.own.inputs,
        *layout.cross.inputs,
        *(() if layout.mask is None else (NamedSpec(CROSS_MASK, None, "int32", layout.mask, role="mask"),)),
    )
    return (
        PlannedSignature(ENCODE, encode, model.inputs, tuple(layout.from_encoder)),
        PlannedSignature("decode", decode, inputs, (LOGITS, *layout.own.names)),
    )


def state_of(layout: EncodedLayout) -> tuple[StatePair, ...]:
    """Each tensor goes in and comes out under one name."""
    return tuple(StatePair(name, name) for name in (*layout.own.names, *layout.from_encoder))
