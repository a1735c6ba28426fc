"""Embeddings look their rows up in the checkpoint: of a vocabulary's table, the largest weight of many models, a text needs few rows."""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src import backend

from ..cures.replacement import replaced
from .mapped_file import release
from .stored_values import stored_array


@contextlib.contextmanager
def looked_up() -> Iterator[None]:
    """Eager `take` along the first axis of a variable that is left on disk reads those rows only. Seen with Keras 3.15.1."""
    take = backend.numpy.take

    def rows(x: Any, indices: Any, axis: int | None = None) -> Any:
        array = stored_array(x) if isinstance(x, keras.Variable) and tf.executing_eagerly() else None
        if array is None or axis != 0 or not isinstance(indices, tf.Tensor | np.ndarray):
            return take(x, indices, axis)
        values = array[np.asarray(indices)].astype(tf.as_dtype(x._dtype).as_numpy_dtype)
        release(array)
        return x._maybe_autocast(tf.convert_to_tensor(values))

    with replaced(backend.numpy, "take", rows):
        yield
