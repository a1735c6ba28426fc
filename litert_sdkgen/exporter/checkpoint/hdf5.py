"""Keras' own checkpoints: `.weights.h5`, those in shards, and the ones inside `.keras` archives."""

import contextlib
import io
import os
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py  # type: ignore[import-untyped]
import ml_dtypes
import numpy as np
from keras.src.saving import saving_lib

from ..cures.replacement import replaced
from .mapped_file import Array, MappedFile

_LOCAL_HEADER = struct.Struct("<26xHH")  # of a zip archive's member: two lengths at its end, of what stands before the content


@contextlib.contextmanager
def mapped(large: int) -> Iterator[None]:
    """Keras' weight stores give arrays of at least `large` elements as maps of the file, if it holds them as they are."""
    read, open_file = saving_lib.H5IOStore.__getitem__, saving_lib.H5IOStore._get_h5_file
    files: dict[Path, MappedFile] = {}

    def item(store: Any, key: str) -> Any:
        dataset = saving_lib.safe_get_h5_dataset(store._h5_entry_group, key)
        array = _array(store, dataset, files) if dataset.size >= large else None
        return read(store, key) if array is None else array

    def opened(store: Any, path: Any, mode: str | None = None) -> Any:
        if store.archive is None or (mode or store.mode) != "r":
            return open_file(store, path, mode)
        info = store.archive.getinfo(str(path))
        if info.compress_type != zipfile.ZIP_STORED:
            return open_file(store, path, mode)
        store.io_file = _Section(Path(store.archive.filename), _start_of(store.archive, info), info.file_size)
        return h5py.File(store.io_file, mode="r")

    def sufficient(model: Any) -> bool:
        # Keras then reads the archive's member in place, instead of making a copy of it in memory or on disk.
        raise MemoryError

    with (
        replaced(saving_lib.H5IOStore, "__getitem__", item),
        replaced(saving_lib.H5IOStore, "_get_h5_file", opened),
        replaced(saving_lib, "is_memory_sufficient", sufficient),
    ):
        yield


def _array(store: Any, dataset: Any, files: dict[Path, MappedFile]) -> Array | None:
    """The dataset's values in its file; None where they do not lie there as NumPy would have them."""
    start = dataset.id.get_offset()
    dtype = ml_dtypes.bfloat16 if dataset.attrs.get("dtype") == "bfloat16" else dataset.dtype
    if start is None or dataset.id.get_storage_size() != dataset.size * np.dtype(dtype).itemsize:
        return None
    if isinstance(store.io_file, _Section):
        path, start = store.io_file.path, start + store.io_file.start
    else:
        path = Path(os.fsdecode(dataset.file.filename))
    if not path.is_file():  # a file in memory
        return None
    if path not in files:
        files[path] = MappedFile(path)
    return files[path].array(start, dataset.shape, dtype)


def _start_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Where the content of an archive's member starts."""
    with open(os.fspath(archive.filename or ""), "rb") as file:
        file.seek(info.header_offset)
        name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    return int(info.header_offset + _LOCAL_HEADER.size + name_length + extra_length)


class _Section(io.RawIOBase):
    """The part of a file that starts at `start` and has `size` bytes, as a file."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        self.path, self.start, self.size = path, start, size
        self._file = path.open("rb", buffering=0)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self.start + self._at)
        wanted = memoryview(buffer).cast("B")[: max(0, self.size - self._at)]
        count = self._file.readinto(wanted) or 0
        self._at += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
