"""The size that a caller allows a file, and what would make a larger one fit."""

from pathlib import Path

from ..errors import ExportError
from ..file_contents import read_contents
from ..manifest.quantization import Quantize

_PARTS: dict[Quantize, float] = {"none": 1, "float16": 0.5, "dynamic_int8": 0.26, "int4": 0.14}
"""A file of a model with large matrices, as a part of float32's."""
_STORED_AS: dict[Quantize, Quantize] = {"int8": "dynamic_int8", "int16x8": "dynamic_int8", "weight_int8": "dynamic_int8"}
_LAYERS = 3


def check(path: Path, quantize: Quantize, limit: int) -> None:
    """Raises ExportError where the file at `path`, quantized by `quantize`, has more than `limit` bytes."""
    size = path.stat().st_size
    if size <= limit:
        return
    layers = list(read_contents(path).layers.items())[:_LAYERS]
    largest = ", ".join(f"{layer} {_megabytes(count)} ({count / size:.0%})" for layer, count in layers)
    raise ExportError(
        f"the file has {size:,} bytes, --max-bytes allows {limit:,}. Nothing was written. "
        f"Its largest layers: {largest}. {_advice(size, quantize, limit)}"
    )


def _advice(size: int, quantize: Quantize, limit: int) -> str:
    stored = _STORED_AS.get(quantize, quantize)
    single = size / _PARTS.get(stored, 1)
    smaller = [mode for mode, part in _PARTS.items() if part < _PARTS.get(stored, 0) and single * part <= limit]
    if smaller:
        return f"--quantize {smaller[0]} makes about {_megabytes(single * _PARTS[smaller[0]])} of it"
    return "No --quantize makes it small enough: a smaller preset, or fewer words in its vocabulary, is needed"


def _megabytes(count: float) -> str:
    return f"{count / 1e6:.3g} MB"
