"""Erf has no kernel; only inside an exact GELU the converter knows it.

A rational approximation stands in (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26), off by at most 1.5e-7.
Seen with TensorFlow 2.21.0 in keras.ops.erf.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf
from keras.src.backend.tensorflow import core
from keras.src.backend.tensorflow import math as keras_math

from .replacement import replaced

_COEFFICIENTS = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    with replaced(keras_math, "erf", _erf):
        yield


def _erf(x: Any) -> Any:
    x = core.convert_to_tensor(x)
    t = 1.0 / (1.0 + 0.3275911 * tf.abs(x))
    polynomial = tf.zeros_like(t)
    for coefficient in reversed(_COEFFICIENTS):
        polynomial = (polynomial + coefficient) * t
    return tf.sign(x) * (1.0 - polynomial * tf.exp(-x * x))
