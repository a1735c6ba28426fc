"""Taking by a boolean cast to integers: the converter folds Keras' `index < 0` into a zeros_like of bool, which it then rejects.

A cast boolean is never negative, so that check can go. Seen with Keras 3.15.1 and TensorFlow 2.21.0 in SAM 3.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf
from keras.src.backend.tensorflow import core
from keras.src.backend.tensorflow import numpy as keras_numpy

from .replacement import replaced

_MOVES = ("Cast", "Reshape", "Identity", "ExpandDims", "Squeeze")


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    take = keras_numpy.take

    def without_check(x: Any, indices: Any, axis: int | None = None) -> Any:
        if axis is not None and not isinstance(indices, tf.SparseTensor | tf.RaggedTensor):
            indices = core.convert_to_tensor(indices)
            if _is_boolean(indices):
                return tf.gather(core.convert_to_tensor(x), indices, axis=axis)
        return take(x, indices, axis)

    with replaced(keras_numpy, "take", without_check):
        yield


def _is_boolean(tensor: Any) -> bool:
    """Whether `tensor` is a boolean that was only cast and moved about."""
    while tensor.dtype != tf.bool:
        if not tf.is_symbolic_tensor(tensor) or tensor.op.type not in _MOVES:
            return False
        tensor = tensor.op.inputs[0]
    return True
