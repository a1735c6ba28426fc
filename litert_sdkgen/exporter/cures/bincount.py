"""CategoryEncoding counts with DenseBincount, which no kernel runs; Keras' own path for other backends uses one_hot.

Seen with Keras 3.15.1 and TensorFlow 2.21.0 in CategoryEncoding and HashedCrossing with `multi_hot` or `count`.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from keras.src.utils import tf_utils

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    with replaced(tf_utils, "tf_encode_categorical_inputs", _unavailable):
        yield


def _unavailable(*arguments: Any, **options: Any) -> Any:
    raise ValueError("Keras takes its general path then")
