"""A tied embedding, which ends a language model, multiplies with its table as it lies there, not with a copy that is turned around.

The table is the largest weight of many models. Seen with Keras 3.15.1.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf
from keras.src.layers.core import reversible_embedding

from .cures.replacement import replaced


@contextlib.contextmanager
def uncopied() -> Iterator[None]:
    """Eager calls of `ReversibleEmbedding` in reverse inside make no copy of its table. Quantized ones are left as they are."""
    call, operations = reversible_embedding.ReversibleEmbedding.call, _Operations()

    def called(layer: Any, inputs: Any, reverse: bool = False) -> Any:
        with replaced(reversible_embedding, "ops", operations):
            return call(layer, inputs, reverse)

    with replaced(reversible_embedding.ReversibleEmbedding, "call", called):
        yield


@dataclass(frozen=True)
class _Transposed:
    """What `transpose` gives of the table of an embedding, until it is multiplied with."""

    table: Any


class _Operations:
    """`keras.ops` for `ReversibleEmbedding.call`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(keras.ops, name)

    def transpose(self, x: Any) -> Any:
        is_table = isinstance(x, keras.Variable) and tf.executing_eagerly()  # with low-rank adapters it is a tensor
        return _Transposed(keras.ops.convert_to_tensor(x)) if is_table else keras.ops.transpose(x)

    def cast(self, x: Any, dtype: str) -> Any:
        return _Transposed(keras.ops.cast(x.table, dtype)) if isinstance(x, _Transposed) else keras.ops.cast(x, dtype)

    def matmul(self, x1: Any, x2: Any) -> Any:
        if not isinstance(x2, _Transposed):
            return keras.ops.matmul(x1, x2)
        dtype = keras.backend.result_type(x1.dtype, x2.table.dtype)
        rows, table = keras.ops.cast(keras.ops.reshape(x1, (-1, x1.shape[-1])), dtype), keras.ops.cast(x2.table, dtype)
        return keras.ops.reshape(tf.matmul(rows, table, transpose_b=True), (*x1.shape[:-1], table.shape[0]))
