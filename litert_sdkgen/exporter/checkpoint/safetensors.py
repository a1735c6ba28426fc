"""Hugging Face checkpoints: `.safetensors` files, which KerasHub's converters read tensor by tensor."""

import contextlib
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import ml_dtypes
import numpy as np

from ..cures.replacement import replaced
from .mapped_file import Array, MappedFile

_DTYPES: dict[str, Any] = {
    "F64": np.float64, "F32": np.float32, "F16": np.float16, "BF16": ml_dtypes.bfloat16,
    "I64": np.int64, "I32": np.int32, "I16": np.int16, "I8": np.int8, "U8": np.uint8, "BOOL": np.bool_,
}  # fmt: skip


@contextlib.contextmanager
def mapped() -> Iterator[None]:
    """`safetensors.safe_open` gives tensors as maps of the file."""
    try:
        import safetensors
    except ImportError:  # KerasHub says so if it needs it
        yield
        return
    checked = safetensors.safe_open

    class Opened(_Tensors):
        def __init__(self, path: Any, framework: str = "np", **options: Any) -> None:
            with checked(path, framework=framework, **options):  # the library refuses headers that are not sound
                super().__init__(Path(path))

    with replaced(safetensors, "safe_open", Opened):
        yield


class _Tensors:
    """The tensors of a file by name."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
        self._entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
        self._start = 8 + length
        self._file = MappedFile(path)

    def keys(self) -> list[str]:
        return list(self._entries)

    def get_tensor(self, name: str) -> Array:
        entry = self._entries[name]
        return self._file.array(self._start + entry["data_offsets"][0], tuple(entry["shape"]), _DTYPES[entry["dtype"]])

    def __enter__(self) -> "_Tensors":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """The maps that tensors hold stay."""
