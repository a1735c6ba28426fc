"""Variables without values of their own: they read them from a mapped file, each time anew."""

import contextlib
import math
import mmap
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.common.variables import Variable as AnyVariable

from ..cures.replacement import replaced
from ..variables import variables_of
from .mapped_file import Array, is_mapped, release

_PIECE_BYTES = 8 << 20  # of the file that are in memory at a time


class StoredValues:
    """Stands where Keras keeps the initializer of a variable without value, which it calls whenever the variable is read."""

    def __init__(self, variable: Any, initializer: Callable[..., Any]) -> None:
        self.variable = variable
        self.initializer = initializer
        self.array: Array | None = None

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        """The values as a tensor of the dtype that the variable claims to have just now."""
        if self.array is None:
            if not tf.executing_eagerly():  # Keras traces a layer for the shapes of its outputs
                return tf.zeros(shape, dtype)
            self.bring_in()
            return tf.cast(self.variable._value, dtype)
        if tf.executing_eagerly():
            return _tensor(self._read(dtype))
        tensor = tf.numpy_function(lambda: self._read(dtype), [], dtype)
        tensor.set_shape(shape)
        return tensor

    def bring_in(self) -> None:
        """The variable becomes an ordinary one: with the values in the file, or with its initializer's if it has none there."""
        variable, array = self.variable, self.array
        variable._initializer = None
        if array is None:
            variable._initialize(lambda: self.initializer(variable._shape, dtype=variable._dtype))
        else:
            variable._initialize(self._read(variable._dtype))

    def _read(self, dtype: Any) -> Array:
        assert self.array is not None
        kind = np.dtype(tf.as_dtype(dtype).as_numpy_dtype)
        # Memory of its own for each reading: the system gets it back at once, while an allocator keeps it for later.
        values = np.frombuffer(mmap.mmap(-1, self.array.size * kind.itemsize), kind).reshape(self.array.shape)
        rows = max(1, _PIECE_BYTES * len(values) // values.nbytes)
        for start in range(0, len(values), rows):
            values[start : start + rows] = self.array[start : start + rows]
            release(self.array)
        return values


def stored_array(variable: Any) -> Array | None:
    """The read-only array in a mapped file that holds the values of `variable`, None if it has a value as usual."""
    stored = variable._initializer if variable._value is None else None
    return stored.array if isinstance(stored, StoredValues) else None


def is_on_disk(model: keras.Model) -> bool:
    """Whether some variables of `model` read their values from a file each time."""
    return any(stored_array(variable) is not None for variable in variables_of(model))


@contextlib.contextmanager
def deferred(small: int, large: int) -> Iterator[None]:
    """Variables of at least `large` elements have no value until a mapped array is assigned to them, and then keep that.

    At the end those that got none are initialized, and all others brought in if they have no more than `small` bytes together.
    """
    created: list[StoredValues] = []
    assign = AnyVariable.assign
    initialize = keras.Variable._initialize_with_initializer

    def create(variable: Any, initializer: Callable[..., Any]) -> None:
        if math.prod(variable._shape) < large:
            initialize(variable, initializer)
            return
        variable._value, variable._initializer = None, StoredValues(variable, initializer)
        created.append(variable._initializer)

    def keep(variable: Any, value: Any) -> Any:
        stored = variable._initializer if variable._value is None else None
        if isinstance(stored, StoredValues):
            if is_mapped(value) and value.shape == tuple(variable._shape) and _holds(variable._dtype, value.dtype):
                stored.array = value
                return value
            stored.bring_in()
        return assign(variable, value)

    with replaced(keras.Variable, "_initialize_with_initializer", create), replaced(AnyVariable, "assign", keep):
        yield
    waiting = [stored for stored in created if stored.variable._value is None]
    total = sum(stored.array.nbytes for stored in waiting if stored.array is not None)
    for stored in waiting:
        if stored.array is None or total <= small:
            stored.bring_in()


def _tensor(values: Array) -> Any:
    """`values` as a tensor: the same memory where it can be, since `tf.constant` copies twice."""
    return tf.experimental.dlpack.from_dlpack(values.__dlpack__()) if values.dtype == np.float32 else tf.constant(values)


def _holds(dtype: str, stored: Any) -> bool:
    """Whether a variable of `dtype` has exactly the values of an array of the dtype `stored`."""
    return bool(np.can_cast(stored, tf.as_dtype(dtype).as_numpy_dtype))
