"""A weight that is not there yet: where its values come from, and what happens to them on the way into the file.

Passes rewrite the graph by rewriting these expressions; values are read once, piece by piece, when the file is written.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray
_CHUNK_BYTES = 2 << 20
_STRIP = 16  # columns: 64 bytes of float32, what a processor fetches at once


@dataclass(frozen=True)
class Source:
    """Where values come from. `read` gives the array, a view where it can; `release` lets go of what reading has brought in."""

    key: str
    shape: tuple[int, ...]
    read: Callable[[], Array]
    release: Callable[[Array], None] = lambda array: None


@dataclass(frozen=True)
class Weight:
    """`source` after `steps`, each a ("reshape", shape), ("transpose", permutation) or ("slice", begin, size).

    `scales` multiply along an axis of the result, in order: (axis, values), or (None, (factor,)) for the whole.
    Two weights with the same `key` have the same values, and share one buffer.
    """

    source: Source
    shape: tuple[int, ...]
    steps: tuple[tuple[Any, ...], ...] = ()
    scales: tuple[tuple[int | None, tuple[float, ...]], ...] = ()

    @classmethod
    def of(cls, source: Source) -> "Weight":
        return cls(source, source.shape)

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.source.key, self.shape, self.steps, self.scales)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        """Bytes in the file."""
        return 4 * self.size

    def pieces(self) -> Iterator[Array]:
        """What goes into the file, in order."""
        return self.chunks()

    def reshape(self, shape: tuple[int, ...]) -> "Weight":
        self._unscaled()
        return Weight(self.source, shape, (*self.steps, ("reshape", shape)))

    def transpose(self, permutation: tuple[int, ...]) -> "Weight":
        self._unscaled()
        if permutation == tuple(range(len(permutation))):
            return self
        shape = tuple(self.shape[axis] for axis in permutation)
        if self.steps and self.steps[-1][0] == "transpose":
            inner = self.steps[-1][1]
            back = tuple(inner[axis] for axis in permutation)
            rest = self.steps[:-1]
            return Weight(self.source, shape, rest if back == tuple(range(len(back))) else (*rest, ("transpose", back)))
        return Weight(self.source, shape, (*self.steps, ("transpose", permutation)))

    def slice(self, begin: tuple[int, ...], size: tuple[int, ...]) -> "Weight":
        self._unscaled()
        return Weight(self.source, size, (*self.steps, ("slice", begin, size)))

    def scale(self, values: Array, axis: int | None = None) -> "Weight":
        """Multiplied by `values` along `axis`, or by the one value where `axis` is None. No step may follow."""
        return Weight(self.source, self.shape, self.steps, (*self.scales, (axis, tuple(map(float, np.ravel(values))))))

    def array(self) -> Array:
        """All values at once, float32."""
        return np.concatenate([chunk.reshape(-1) for chunk in self.chunks()]).reshape(self.shape)

    def chunks(self, chunk_bytes: int = _CHUNK_BYTES) -> Iterator[Array]:
        """The values in C order, float32, as contiguous pieces of whole rows of about `chunk_bytes`."""
        array = self.source.read()
        for step in self.steps:
            if step[0] == "reshape":
                array = array.reshape(step[1])
            elif step[0] == "transpose":
                array = array.transpose(step[1])
            else:
                array = array[tuple(slice(begin, begin + size) for begin, size in zip(step[1], step[2], strict=True))]
        if array.ndim == 0:
            yield self._scaled(np.array(array, np.float32), 0, 1)
            return
        row_bytes = max(1, 4 * int(np.prod(array.shape[1:])))
        rows = max(1, chunk_bytes // row_bytes)
        for start in range(0, array.shape[0], rows):
            yield self._scaled(_copied(array[start : start + rows]), start, start + rows)
            self.source.release(array)

    def _scaled(self, piece: Array, start: int, stop: int) -> Array:
        for axis, values in self.scales:
            factors = np.array(values, np.float32)
            if axis is None:
                piece *= factors[0]
            else:
                shape = [1] * piece.ndim
                shape[axis] = -1
                piece *= (factors[start:stop] if axis == 0 else factors).reshape(shape)
        return piece

    def _unscaled(self) -> None:
        if self.scales:
            raise ValueError("a scaled weight cannot change its shape")


def _copied(array: Array) -> Array:
    """`array` as float32 in C order. A matrix that lies there transposed goes over in strips, three times as fast as in one step."""
    if array.ndim != 2 or array.strides[0] >= array.strides[1]:
        return np.array(array, dtype=np.float32, order="C")
    copy = np.empty(array.shape, np.float32)
    for start in range(0, array.shape[1], _STRIP):
        copy[:, start : start + _STRIP] = array[:, start : start + _STRIP]
    return copy


@dataclass(frozen=True)
class _Stored:
    """`weight` in another form than float32."""

    weight: Weight

    @property
    def source(self) -> Source:
        return self.weight.source

    @property
    def shape(self) -> tuple[int, ...]:
        return self.weight.shape


@dataclass(frozen=True)
class Float16Weight(_Stored):
    """`weight` rounded to half precision."""

    @property
    def key(self) -> tuple[Any, ...]:
        return ("float16", self.weight.key)

    @property
    def nbytes(self) -> int:
        return 2 * self.weight.size

    def pieces(self) -> Iterator[Array]:
        for chunk in self.weight.chunks():
            yield chunk.astype(np.float16)


@dataclass(frozen=True)
class Int8Weight(_Stored):
    """`weight` in 8 bits, symmetric, one scale for each index of `axis`, which is the first or the last.

    `scale[i] = max |weight| / 127` along `axis`; values are rounded to the nearest, ties to even.
    """

    axis: int

    @property
    def key(self) -> tuple[Any, ...]:
        return ("int8", self.axis, self.weight.key)

    @property
    def nbytes(self) -> int:
        return self.weight.size

    @functools.cached_property
    def scales(self) -> Array:
        """float32[shape[axis]], from a first reading of the values."""
        if self.axis == 0:
            largest = np.concatenate([np.abs(chunk.reshape(chunk.shape[0], -1)).max(1) for chunk in self.weight.chunks()])
        else:
            largest = np.max([np.abs(chunk.reshape(-1, chunk.shape[-1])).max(0) for chunk in self.weight.chunks()], axis=0)
        return np.maximum(largest / np.float32(127), np.float32(1e-12)).astype(np.float32)

    def pieces(self) -> Iterator[Array]:
        row = 0
        for chunk in self.weight.chunks():
            if self.axis == 0:
                scales = self.scales[row : row + chunk.shape[0]].reshape([-1] + [1] * (chunk.ndim - 1))
                row += chunk.shape[0]
            else:
                scales = self.scales
            yield np.clip(np.rint(chunk / scales), -127, 127).astype(np.int8)


@dataclass(frozen=True)
class StoredWeight:
    """Bytes as a finished file has them, of the tensor's own type."""

    source: Source

    @property
    def shape(self) -> tuple[int, ...]:
        return self.source.shape

    @property
    def key(self) -> tuple[Any, ...]:
        return ("stored", self.source.key)

    @property
    def nbytes(self) -> int:
        (size,) = self.source.shape
        return size

    def pieces(self) -> Iterator[Any]:
        content = self.source.read()
        for start in range(0, self.nbytes, _CHUNK_BYTES):
            yield content[start : start + _CHUNK_BYTES]


AnyWeight = Weight | Float16Weight | Int8Weight | StoredWeight
