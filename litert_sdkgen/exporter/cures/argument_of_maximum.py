"""argmax and argmin of floats look at the sign bit of zeros, with a BitwiseAnd that no kernel runs.

Only whether -0.0 counts as less than 0.0 depends on it. Seen with Keras 3.15.1 and TensorFlow 2.21.0 in every argmax, in RQ-VAE.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf
from keras.src.backend.tensorflow import core
from keras.src.backend.tensorflow import numpy as keras_numpy

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    with replaced(keras_numpy, "argmax", _plain(tf.argmax)), replaced(keras_numpy, "argmin", _plain(tf.argmin)):
        yield


def _plain(find: Callable[..., Any]) -> Callable[..., Any]:
    def function(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
        x = core.convert_to_tensor(x)
        found = find(tf.reshape(x, [-1]) if axis is None else x, axis=axis or 0, output_type=tf.int32)
        if not keepdims:
            return found
        return tf.reshape(found, [1] * x.shape.rank) if axis is None else tf.expand_dims(found, axis)

    return function
