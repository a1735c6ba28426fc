"""`relu(a @ b)` of two computed matrices without a bias silently loses its ReLU.

The converter makes such a product of rank 2 a BATCH_MATMUL, which has no activation, and forgets the one that it had fused; products
of rank 3 it gets right. Seen with TensorFlow 2.21.0. Weights that pass the converter by are turned around in `tracing` instead.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf
from keras.src.backend.tensorflow import core
from keras.src.backend.tensorflow import numpy as keras_numpy

from .replacement import replaced

_MOVES = ("Cast", "Reshape", "Transpose", "Identity")


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    matmul = keras_numpy.matmul

    def product(a: Any, b: Any) -> Any:
        a, b = core.convert_to_tensor(a), core.convert_to_tensor(b)
        dense = isinstance(a, tf.Tensor) and isinstance(b, tf.Tensor)
        if dense and a.shape.rank == b.shape.rank == 2 and a.dtype == b.dtype and a.dtype.is_floating and _is_computed(b):
            return tf.matmul(a[None], b[None])[0]
        return matmul(a, b)

    with replaced(keras_numpy, "matmul", product):
        yield


def _is_computed(tensor: Any) -> bool:
    """Whether `tensor` depends on an input of the graph in another way than being one that was turned around."""
    if tf.is_symbolic_tensor(tensor) and tensor.op.type == "Transpose" and tensor.op.inputs[0].op.type == "Placeholder":
        return False
    while tf.is_symbolic_tensor(tensor) and tensor.op.type in _MOVES:
        tensor = tensor.op.inputs[0]
    return bool(tf.is_symbolic_tensor(tensor) and tensor.op.type != "Const")
