"""A TensorArray that a Python loop fills becomes a list of tensors which the converter orders wrongly ("does not dominate this use").

Values written at known places need no array: they are stacked. Written inside a tf.while_loop it stays what it is.
Seen with TensorFlow 2.21.0 in RWKV-7.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    with replaced(tf, "TensorArray", _StackedArray):
        yield


class _StackedArray(tf.TensorArray):  # type: ignore[misc]
    """A TensorArray which remembers what is written at places that are Python integers."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._written: dict[int, Any] = {}

    def write(self, index: Any, value: Any, name: str | None = None) -> Any:
        if not isinstance(index, int):
            return self._array().write(index, value, name)
        self._written[index] = value
        return self

    def stack(self, name: str | None = None) -> Any:
        if sorted(self._written) == list(range(len(self._written))) and self._written:
            return tf.stack([self._written[i] for i in range(len(self._written))])
        return self._array().stack(name)

    @property
    def flow(self) -> Any:
        """What a tf.while_loop carries along."""
        return self._array().flow if self._written else super().flow

    def _array(self) -> Any:
        """The real array, with everything written so far."""
        array: Any = super()
        for index, value in self._written.items():
            array = array.write(index, value)
        return array
