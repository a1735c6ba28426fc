"""L2 normalization of zeros: Keras limits `rsqrt(0) = infinity` from above, but XNNPACK's rsqrt(0) is not a number.

`rsqrt(max(s, epsilon^2))` is the same number without the detour. Seen with Keras 3.15.1 and LiteRT 2.3.0 in text embedders, for a text
that is all padding.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf
from keras.src.backend.tensorflow import core
from keras.src.ops import nn

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    normalize = nn._normalize

    def normalized(x: Any, axis: Any = -1, order: int = 2, epsilon: float | None = None) -> Any:
        if order != 2 or not len(core.convert_to_tensor(x).shape):
            return normalize(x, axis=axis, order=order, epsilon=epsilon)
        x = core.convert_to_tensor(x)
        smallest = float(epsilon or keras.config.epsilon()) ** 2
        return x * tf.math.rsqrt(tf.maximum(tf.reduce_sum(tf.square(x), axis=axis, keepdims=True), smallest))

    with replaced(nn, "_normalize", normalized):
        yield
