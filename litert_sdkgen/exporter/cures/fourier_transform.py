"""FFT and FFT2D have no kernels, nor have complex numbers. Over a fixed length the transform is a product with a fixed matrix.

Seen with TensorFlow 2.21.0 in FNet. The matrices cost length squared: fine for the hundreds of tokens that FNet takes, and not for
sound, whose transforms stay what they are and are refused by their name.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow import core
from keras.src.backend.tensorflow import math as keras_math

from .replacement import replaced

Complex = tuple[Any, Any]
_LONGEST = 2048


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    fft, fft2 = keras_math.fft, keras_math.fft2

    def along_one(x: Complex) -> Complex:
        return _fft(x) if _is_short(x[0].shape[-1:]) else fft(x)

    def along_two(x: Complex) -> Complex:
        return _fft2(x) if _is_short(x[0].shape[-2:]) else fft2(x)

    with replaced(keras_math, "fft", along_one), replaced(keras_math, "fft2", along_two):
        yield


def _is_short(sizes: Any) -> bool:
    return all(size is not None and size <= _LONGEST for size in sizes)


def _fft(x: Complex) -> Complex:
    """The transform along the last axis."""
    real, imaginary = (core.convert_to_tensor(part) for part in x)
    length = int(real.shape[-1])
    steps = np.arange(length)
    angles = 2 * np.pi * (np.outer(steps, steps) % length) / length
    cosine, sine = np.cos(angles).astype(np.float32), -np.sin(angles).astype(np.float32)
    return tf.matmul(real, cosine) - tf.matmul(imaginary, sine), tf.matmul(real, sine) + tf.matmul(imaginary, cosine)


def _fft2(x: Complex) -> Complex:
    """The transform along the last two axes."""
    rows = _fft(x)
    columns = _fft((tf.linalg.matrix_transpose(rows[0]), tf.linalg.matrix_transpose(rows[1])))
    return tf.linalg.matrix_transpose(columns[0]), tf.linalg.matrix_transpose(columns[1])
