"""A cache in half precision: half the memory, each key and value rounded once, as it is written.

The model computes in float32 as ever. What it writes into a cache is rounded and written there, so that only the new places are, and the
rest of the cache stays as it is; what it reads is widened.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
import tensorflow as tf

from ...exporter.cures.replacement import replaced


@contextlib.contextmanager
def widened(state: Sequence[Any], dtype: str) -> Iterator[tuple[list[Any], Callable[[Any], Any]]]:
    """The tensors of `state`, which are of `dtype`, in float32; and what makes tensors of `dtype` of those that came of them."""
    if dtype == "float32":
        yield list(state), lambda tensor: tensor
        return
    stored = [(cast(tensor, "float32"), tensor) for tensor in state]
    update = keras.ops.slice_update

    def half_of(tensor: Any) -> Any:
        return next((half for wide, half in stored if wide is tensor), None)

    def written(inputs: Any, start_indices: Any, updates: Any) -> Any:
        former = half_of(inputs)
        if former is None:
            return update(inputs, start_indices, updates)
        half = update(former, start_indices, cast(updates, dtype))
        stored.append((cast(half, "float32"), half))
        return stored[-1][0]

    def narrowed(tensor: Any) -> Any:
        found = half_of(tensor)
        return cast(tensor, dtype) if found is None else found

    with replaced(keras.ops, "slice_update", written):
        yield [wide for wide, _ in stored], narrowed


def cast(tensor: Any, dtype: str) -> Any:
    """Past `tf.cast`, which makes float32 of whatever is half in a model of halves."""
    return tf.raw_ops.Cast(x=tensor, DstT=tf.as_dtype(dtype))
