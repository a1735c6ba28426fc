"""The variables of a model."""

import math
from typing import Any

import keras
import numpy as np
import tensorflow as tf

LARGE = 4096
"""Elements from which on a variable is worth leaving out of memory."""


def variables_of(model: keras.Model) -> list[Any]:
    """Every variable that a call may read, each once: those of sublayers and of metrics-like state, and those that a cure put in place."""
    found: dict[int, Any] = {}
    for owner in [model, *model._flatten_layers()]:
        for variable in (*owner.variables, *(value for value in vars(owner).values() if isinstance(value, keras.Variable))):
            found.setdefault(id(variable), variable)
    return list(found.values())


def size_of(model: keras.Model) -> int:
    """How many parameters the variables of `model` hold."""
    return sum(math.prod(variable.shape) for variable in variables_of(model))


def values_of(variable: Any) -> "np.ndarray[Any, Any]":
    """The values in the dtype that the variable claims to have: halves are float32 while a cure says so."""
    return np.asarray(variable).astype(variable._dtype)


def view_of(variable: Any) -> "np.ndarray[Any, Any]":
    """The values in the variable's own dtype; float32 where they lie, which TensorFlow's own ways to NumPy copy."""
    tensor = tf.convert_to_tensor(variable.value)
    return np.asarray(memoryview(tensor)) if tensor.dtype == tf.float32 else np.asarray(tensor)
