"""The signatures of a causal language model: `prefill_<N>` reads N tokens into the cache, `decode` reads one and gives logits.

Both take the tokens, their positions and the cache, and return the cache. The names are those of LiteRT-LM, Google's runtime for language
models, so that the same file can go into its container. Prefill computes no logits: the last token of a prompt goes through decode, as
in KerasHub's own loop, and saves a matrix of N times the vocabulary.
"""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import keras
import keras_hub
import numpy as np

from ...errors import ExportError
from ...exporter.plan import NamedSpec, PlannedSignature
from ...manifest.model import DType, StatePair
from . import half_cache, query_positions
from .split_cache import SplitCache, split_cache_operations

TOKENS, POSITIONS, LOGITS, HIDDEN = "tokens", "input_pos", "logits", "hidden_states"
_PREFILL_SIZES = (16, 128)
"""A short and a long one. Each costs memory on a device, since XNNPACK packs the matrices again for every signature: 150 MB for a
float32 file of 295 MB, 40 MB for its 79 MB in int8. A third size read prompts 3 to 20 % faster."""


@dataclass(frozen=True)
class CacheLayout:
    """The shape of one layer's key (and value) tensor, whose axis `sequence_axis` counts positions.

    `is_stacked` says whether KerasHub keeps all layers in one tensor. `prefill_sizes` is how many tokens one call reads.
    """

    layers: int
    shape: tuple[int, ...]
    is_stacked: bool
    context_length: int
    prefix: str = "kv_cache"
    dtype: DType = "float32"
    sequence_axis: int = 1
    prefill_sizes: tuple[int, ...] = ()

    @property
    def names(self) -> list[str]:
        """Key and value of each layer in turn."""
        return [f"{self.prefix}_{kind}_{i}" for i in range(self.layers) for kind in "kv"]

    @property
    def inputs(self) -> tuple[NamedSpec, ...]:
        """As a signature takes them."""
        return tuple(NamedSpec(name, None, self.dtype, self.shape, low=-1.0) for name in self.names)

    def step(self, model: Any, tokens: Any, position: Any, state: Sequence[Any], **others: Any) -> tuple[Any, Any, list[Any]]:
        """As `call_with_cache`."""
        return call_with_cache(model, self, tokens, position, state, **others)


class StateLayout(Protocol):
    """What signatures need to know of a model's state: its tensors, and how the model steps from one state to the next."""

    @property
    def names(self) -> list[str]: ...
    @property
    def inputs(self) -> tuple[NamedSpec, ...]: ...
    @property
    def context_length(self) -> int: ...
    @property
    def dtype(self) -> DType: ...
    @property
    def prefill_sizes(self) -> tuple[int, ...]: ...
    def step(self, model: Any, tokens: Any, position: Any, state: Sequence[Any], **others: Any) -> tuple[Any, Any, list[Any]]: ...


def layout_of(model: Any, context_length: int, dtype: DType = "float32") -> CacheLayout:
    """How `model` caches `context_length` positions, in `dtype`; found by building two small caches.

    Raises:
        ExportError: the cache is not made of keys and values by position.
    """
    short, long = (_cache_shapes(model, length) for length in (4, 6))
    shapes = {tuple(zip(one, other, strict=True)) for one, other in zip(short[0], long[0], strict=True)}
    sizes = shapes.pop()
    # A picture that stands in front of every text makes both longer.
    if shapes or [longer - shorter for shorter, longer in sizes if shorter != longer] != [2]:
        raise ExportError(f"the {type(model).__name__} keeps a state that is no cache of keys and values by position: {short[0]}")
    shape = tuple(context_length if shorter != longer else shorter for shorter, longer in sizes)
    axis, sizes_of_calls = [shorter != longer for shorter, longer in sizes].index(True), prefill_sizes(context_length)
    return CacheLayout(len(short[0]) // 2, shape, short[1], context_length, dtype=dtype, sequence_axis=axis, prefill_sizes=sizes_of_calls)


def signatures_of(model: Any, layout: StateLayout, has_hidden: bool = False) -> tuple[PlannedSignature, ...]:
    """Prefill from the smallest size on, then decode; with `has_hidden` all of them give the hidden state of each token too."""
    further = (HIDDEN,) if has_hidden else ()
    prefill = [_signature(model, layout, f"prefill_{size}", size, further) for size in layout.prefill_sizes]
    return (*prefill, _signature(model, layout, "decode", 1, (LOGITS, *further)))


def vocabulary_size_of(model: Any) -> int:
    """How many tokens `model` knows."""
    return int(model.output.shape[-1])


def state_of(layout: StateLayout) -> tuple[StatePair, ...]:
    """Each tensor goes in and comes out under one name."""
    return tuple(StatePair(name, name) for name in layout.names)


def prefill_sizes(context_length: int) -> tuple[int, ...]:
    """How many tokens one call reads. A call may not reach beyond the context, so a size is at most half of it."""
    return tuple(size for size in _PREFILL_SIZES if 2 * size <= context_length) or (max(1, context_length // 2),)


def _signature(model: Any, layout: StateLayout, key: str, size: int, outputs: tuple[str, ...]) -> PlannedSignature:
    names = layout.names

    def step(tokens: Any, positions: Any, *state: Any) -> Sequence[Any]:
        with half_cache.widened(state, layout.dtype) as (given, narrowed):
            logits, hidden, updated = layout.step(model, tokens, positions[0], given)
        found = {LOGITS: logits, HIDDEN: hidden}
        return [keras.ops.cast(found[name], "float32") for name in outputs] + [narrowed(tensor) for tensor in updated]

    inputs = (
        NamedSpec(TOKENS, None, "int32", (1, size), high=vocabulary_size_of(model)),
        # Only the first position counts; random ones stay where all `size` tokens fit.
        NamedSpec(POSITIONS, None, "int32", (size,), high=layout.context_length - size + 1),
        *layout.inputs,
    )
    return PlannedSignature(key, step, inputs, (*outputs, *names))


def call_with_cache(
    model: Any, layout: CacheLayout, tokens: Any, position: Any, cache: Sequence[Any], **others: Any
) -> tuple[Any, Any, list[Any]]:
    """Logits float32[1, N, vocabulary], hidden states float32[1, N, D], and the updated key and value of each layer in turn.

    `others` are what KerasHub's call takes besides.
    """
    split = SplitCache.of(cache, model.compute_dtype)
    given = split if layout.is_stacked else tuple((layer.key, layer.value) for layer in split.layers)
    with split_cache_operations(), query_positions.corrected(model, position, layout.context_length):
        others |= _further(model, layout)
        logits, hidden, updated = model.call_with_cache(token_ids=tokens, cache=given, cache_update_index=position, **others)
    if layout.is_stacked:
        if not isinstance(updated, SplitCache):
            raise ExportError(f"the {type(model).__name__} stacks its cache in a way that cannot be taken apart")
        return logits, hidden, updated.tensors
    return logits, hidden, [keras.ops.cast(tensor, "float32") for pair in updated for tensor in pair]


def _further(model: Any, layout: CacheLayout) -> dict[str, Any]:
    """Gemma3n wants a padding mask, of which it takes what the positions allow."""
    is_gemma3n = isinstance(model, keras_hub.models.Gemma3nCausalLM)
    return {"padding_mask": keras.ops.ones((1, layout.context_length), "int32")} if is_gemma3n else {}


def _cache_shapes(model: Any, length: int) -> tuple[list[tuple[int, ...]], bool]:
    """The shape of each layer's key and value in turn, and whether all are in one tensor."""
    needed = [name for name, p in inspect.signature(model._build_cache).parameters.items() if p.default is p.empty and name != "token_ids"]
    _, *_, cache = model._build_cache(np.zeros((1, length), "int32"), **dict.fromkeys(needed))
    if isinstance(cache, tuple | list) and all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in cache):
        return [tuple(tensor.shape) for pair in cache for tensor in pair], False
    shape = tuple(getattr(cache, "shape", ()))
    if len(shape) != 6 or shape[2] != 2:
        raise ExportError(f"the {type(model).__name__} keeps a state that is no cache of keys and values by position")
    return [(shape[0], *shape[3:])] * (2 * shape[1]), True
