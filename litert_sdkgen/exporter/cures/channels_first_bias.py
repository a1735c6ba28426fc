"""BiasAdd with channels first has no kernel at batch size 1, where the converter does not transpose it.

Seen with TensorFlow 2.21.0 in the vision encoder of Gemma 4.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    bias_add = tf.nn.bias_add

    def added(value: Any, bias: Any, data_format: str | None = None, name: str | None = None) -> Any:
        if str(data_format).startswith("NC"):
            return tf.add(value, tf.reshape(bias, [1, -1, *[1] * (len(value.shape) - 2)]))
        return bias_add(value, bias, data_format, name)

    with replaced(tf.nn, "bias_add", added):
        yield
