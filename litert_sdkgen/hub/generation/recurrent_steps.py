"""Models that carry a state from token to token, in which no token has a place of its own.

Such a state begins anew where a call begins at position 0. It cannot go back to an earlier token, and padding would become a part of it:
the manifest says so (`state_kind`), and the device reads a prompt in calls that are full, and a changed text from its beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import keras
import keras_hub

from ...exporter.plan import NamedSpec
from ...manifest.model import DType
from . import linear_attention_state, rwkv_state
from .layered_state import stacked_operations


class Family(Protocol):
    """What a module for one family of such models has."""

    PREFILL_SIZES: tuple[int, ...]

    def shapes(self, model: Any, context_length: int) -> dict[str, tuple[int, ...]]:
        """The state's tensors by name, all float32."""

    def call(self, model: Any, tokens: Any, position: Any, state: dict[str, Any], **others: Any) -> tuple[Any, dict[str, Any]]:
        """Logits float32[1, N, vocabulary], and the state after `tokens`; `state` is that at `position`, `others` what the family reads
        besides."""


_FAMILIES: dict[Any, Family] = {
    keras_hub.models.RWKV7CausalLM: cast(Family, rwkv_state),
    keras_hub.models.Qwen3_5CausalLM: cast(Family, linear_attention_state),
    keras_hub.models.Qwen3_5MoeCausalLM: cast(Family, linear_attention_state),
}
_BY_POSITION = "kv_cache_"
"""So begin the names of caches that some layers have beside: what stands in them of another text, no token sees."""


@dataclass(frozen=True)
class RecurrentLayout:
    """The tensors of a model's state by name."""

    family: Family
    shapes: dict[str, tuple[int, ...]]
    context_length: int
    dtype: DType = "float32"

    @property
    def names(self) -> list[str]:
        return list(self.shapes)

    @property
    def inputs(self) -> tuple[NamedSpec, ...]:
        """As a signature takes them."""
        return tuple(NamedSpec(name, None, "float32", shape, low=-1.0) for name, shape in self.shapes.items())

    @property
    def prefill_sizes(self) -> tuple[int, ...]:
        """How many tokens one call reads."""
        return tuple(size for size in self.family.PREFILL_SIZES if 2 * size <= self.context_length)

    def step(self, model: Any, tokens: Any, position: Any, state: Sequence[Any], **others: Any) -> tuple[Any, None, list[Any]]:
        """Logits float32[1, N, vocabulary], no hidden states, and the state after `tokens`, which stand from `position` on."""
        given = {name: x if name.startswith(_BY_POSITION) else _begun(x, position) for name, x in zip(self.shapes, state, strict=True)}
        with stacked_operations():
            logits, updated = self.family.call(model, tokens, position, given, **others)
        return logits, None, [keras.ops.cast(updated[name], "float32") for name in self.shapes]


def layout_of(model: Any, context_length: int) -> RecurrentLayout | None:
    """None for models with a cache by position alone."""
    family = next((family for kind, family in _FAMILIES.items() if isinstance(model, kind)), None)
    return None if family is None else RecurrentLayout(family, family.shapes(model, context_length), context_length)


def _begun(tensor: Any, position: Any) -> Any:
    """Zeros at position 0."""
    return keras.ops.where(position == 0, keras.ops.zeros_like(tensor), tensor)
