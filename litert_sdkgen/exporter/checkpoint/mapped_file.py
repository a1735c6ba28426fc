"""Arrays that stay in their file: the system brings pages in when they are read, and takes them back when they are released."""

import math
import mmap
from pathlib import Path
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


class MappedFile:
    """A file of which parts are arrays. One map for all of them, since a process may have few files open."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, np.uint8, "r")

    def array(self, start: int, shape: tuple[int, ...], dtype: Any) -> Array:
        """The read-only array of `dtype` that lies at byte `start`, in C order.

        Raises:
            ValueError: it would reach beyond the end of the file.
        """
        end = start + math.prod(shape) * np.dtype(dtype).itemsize
        if end > len(self._bytes):
            raise ValueError(f"an array ends at byte {end} of a file of {len(self._bytes)} bytes")
        return self._bytes[start:end].view(dtype).reshape(shape)


def is_mapped(array: Any) -> bool:
    """Whether the elements of `array` lie in a mapped file; views of it do, whatever their order."""
    return _map_of(array) is not None


def release(array: Array) -> None:
    """Takes the pages of the file behind `array` out of this process' memory. The array can be read on."""
    file = _map_of(array)
    if file is not None and hasattr(mmap, "MADV_DONTNEED"):
        file.madvise(mmap.MADV_DONTNEED)


def _map_of(array: Any) -> mmap.mmap | None:
    while isinstance(array, np.ndarray):
        array = array.base
    return array if isinstance(array, mmap.mmap) else None
