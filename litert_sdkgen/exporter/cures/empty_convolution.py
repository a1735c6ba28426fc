"""A convolution of no pictures has another shape than it should, where TensorFlow computes it eagerly with oneDNN.

Keras itself cannot answer then what a text without pictures gives. Seen with TensorFlow 2.21.0 in Gemma 3 and T5Gemma 2.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf
from keras.src.backend.tensorflow import nn
from keras.src.ops.operation_utils import compute_conv_output_shape

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    conv = nn.conv

    def convolved(
        inputs: Any, kernel: Any, strides: Any = 1, padding: str = "valid", data_format: str | None = None, dilation_rate: Any = 1
    ) -> Any:
        if inputs.shape[0] != 0:
            return conv(inputs, kernel, strides, padding, data_format, dilation_rate)
        spatial, filters = tuple(kernel.shape[:-2]), int(kernel.shape[-1])
        shape = compute_conv_output_shape(
            tuple(inputs.shape), filters, spatial, strides, padding, data_format or "channels_last", dilation_rate
        )
        return tf.zeros(shape, inputs.dtype)

    with replaced(nn, "conv", convolved):
        yield
