"""Segment Anything with room for prompts that are not given: KerasHub takes as many as there are, a phone's tensors have one size.

A prompt that is absent keeps its place among the tokens, and nothing attends to it, so the answer is that of a call without it.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras

from ..exporter.cures.replacement import replaced

_NEVER = -1e9  # the exponential of which is 0 in float32


@contextlib.contextmanager
def attending_to(is_present: Any) -> Iterator[None]:
    """Softmax over tokens gives those that are absent no weight meanwhile.

    Args:
        is_present: bool[1, tokens]. The other softmax is over places of the picture, of which there must be another number.
    """
    softmax, count = keras.ops.softmax, int(is_present.shape[-1])
    bias = keras.ops.where(is_present, 0.0, _NEVER)[:, None, None, :]

    def masked(x: Any, axis: int = -1) -> Any:
        return softmax(x + keras.ops.cast(bias, x.dtype) if x.shape[-1] == count else x, axis=axis)

    with replaced(keras.ops, "softmax", masked):
        yield
