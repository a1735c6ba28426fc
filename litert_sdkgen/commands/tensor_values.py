"""Tensors as the command line takes and shows them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .table import shape

if TYPE_CHECKING:
    import numpy as np

    from ..manifest.model import Signature, Tensor

_SHOWN = 100
_BOOLEANS = {"0": False, "1": True, "false": False, "true": True}


def tensors_of(signature: "Signature", given: list[tuple[str, str]]) -> "dict[str, np.ndarray[Any, Any]]":
    """The inputs of `signature` by name, from (name, `1,2,3` or a .npy file).

    Raises:
        UsageError: an input is missing, unknown, given twice, or does not fit its dtype and shape.
    """
    wanted = {tensor.name: tensor for tensor in signature.inputs}
    found = {}
    for name, text in given:
        if name not in wanted:
            raise UsageError(f"--input: the model has no input {name!r}; it has {_listed(signature)}")
        if name in found:
            raise UsageError(f"--input: {name!r} is given twice")
        found[name] = _tensor(wanted[name], text)
    missing = [name for name in wanted if name not in found]
    if missing:
        raise UsageError(f"--input: no values for {', '.join(map(repr, missing))}. The model has the inputs {_listed(signature)}")
    return found


def shown(name: str, value: "np.ndarray[Any, Any]") -> str:
    """`sum float32[1, 5]: 0.5 1.25 ...`, long tensors cut off."""
    flat = value.ravel()
    rest = f" ... ({flat.size - _SHOWN} more)" if flat.size > _SHOWN else ""
    return f"{name} {value.dtype}{shape(value.shape)}: {' '.join(str(item) for item in flat[:_SHOWN])}{rest}"


def _tensor(tensor: "Tensor", text: str) -> "np.ndarray[Any, Any]":
    import numpy as np

    sizes = tuple(size for size in tensor.shape if isinstance(size, int))
    if len(sizes) != len(tensor.shape):
        raise UsageError(f"--input {tensor.name}: its shape {shape(tensor.shape)} is known at run time only; expected a fixed one")
    if text.endswith(".npy"):
        return _loaded(tensor, sizes, Path(text))
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != np.prod(sizes):
        raise UsageError(f"--input {tensor.name}: expected {np.prod(sizes):.0f} values for {_described(tensor)}. Received: {len(parts)}")
    try:
        return np.array([_number(tensor.value_dtype, part) for part in parts], dtype=tensor.value_dtype).reshape(sizes)
    except (ValueError, KeyError, OverflowError):
        raise UsageError(f"--input {tensor.name}: expected values of {tensor.value_dtype}. Received: {text[:80]!r}") from None


def _number(dtype: str, text: str) -> float | int | bool:
    if dtype == "bool":
        return _BOOLEANS[text.lower()]
    return float(text) if dtype == "float32" else int(text)


def _loaded(tensor: "Tensor", sizes: tuple[int, ...], path: Path) -> "np.ndarray[Any, Any]":
    import numpy as np

    try:
        value: np.ndarray[Any, Any] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UsageError(f"--input {tensor.name}: {path} cannot be read as a .npy file: {error}") from None
    if not isinstance(value, np.ndarray) or value.shape != sizes or not np.can_cast(value.dtype, tensor.value_dtype, "same_kind"):
        received = f"{value.dtype}{shape(value.shape)}" if isinstance(value, np.ndarray) else "several arrays"
        raise UsageError(f"--input {tensor.name}: expected {tensor.value_dtype}{shape(tensor.shape)} in {path}. Received: {received}")
    return value.astype(tensor.value_dtype)


def _listed(signature: "Signature") -> str:
    return ", ".join(_described(tensor) for tensor in signature.inputs) or "none"


def _described(tensor: "Tensor") -> str:
    return f"{tensor.name}:{tensor.value_dtype}{shape(tensor.shape)}"
