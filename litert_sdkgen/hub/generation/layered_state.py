"""The state of all layers, layer by layer, behind the interface of KerasHub's stacked tensors.

Models whose layers differ stack a tensor for every layer and every kind of state, of which most layers use one. Here a layer has what it
uses, and None for the rest.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from .split_cache import place_of, standing_in


@dataclass(frozen=True)
class Stacked:
    """Stands for `parts` stacked along axis 1; each is a tensor, None, or what stands for a tensor."""

    parts: tuple[Any, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        batch, *rest = self.parts[0].shape
        return (batch, len(self.parts), *rest)

    @property
    def dtype(self) -> Any:
        return self.parts[0].dtype

    def __getitem__(self, index: Any) -> Any:
        return self.parts[place_of(index)]


@contextlib.contextmanager
def stacked_operations() -> Iterator[None]:
    """Whatever is stacked along axis 1 meanwhile is state, and stays in parts."""
    stack = keras.ops.stack

    def in_parts(x: Sequence[Any], axis: int = 0) -> Any:
        return Stacked(tuple(x)) if axis == 1 else stack(x, axis=axis)

    with standing_in(in_parts, Stacked):
        yield
