"""A .tflite file on the real LiteRT runtime: its signatures, and calls by name."""

import contextlib
import ctypes
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .errors import ExportError, MissingDependencyError
from .manifest.model import Quantization
from .signature_defs import Boundary, boundaries

if TYPE_CHECKING:
    import numpy as np

_ERROR = re.compile(r"ERROR|E\d{4} ")
"""How LiteRT's lines of an error begin, and LiteRT-LM's."""


@dataclass(frozen=True)
class FileTensor:
    """A signature's tensor as the file has it. `list_index`: place in `run(List)`; `position`: the classic Interpreter's index.

    `shape` is the one that the file is loaded with; the sizes along `open_axes` are chosen at run time.
    A tensor with a `quantization` stores `real / scale + zero_point`; callers see real values, float32.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    list_index: int
    position: int
    quantization: Quantization | None = None
    open_axes: tuple[int, ...] = ()

    @property
    def declared_shape(self) -> tuple[int, ...]:
        """With -1 for each size that is chosen at run time."""
        return tuple(-1 if axis in self.open_axes else size for axis, size in enumerate(self.shape))

    @property
    def value_dtype(self) -> str:
        """The dtype of the values that callers see."""
        return self.dtype if self.quantization is None else "float32"

    def stored(self, values: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """`values` as the file takes them: of a quantized tensor rounded to the nearest step, halves to the even one, and clipped."""
        import numpy as np

        if self.quantization is None:
            return np.ascontiguousarray(values, dtype=self.dtype)
        limits, scale = np.iinfo(self.dtype), np.float32(self.quantization.scale)
        steps = np.rint(np.nan_to_num(np.asarray(values, np.float32) / scale).astype(np.float64)) + self.quantization.zero_point
        return np.ascontiguousarray(np.clip(steps, limits.min, limits.max).astype(self.dtype))

    def values(self, stored: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """The inverse of `stored`."""
        import numpy as np

        if self.quantization is None:
            return stored
        steps = stored.astype(np.int32) - self.quantization.zero_point
        return (np.float32(self.quantization.scale) * steps.astype(np.float32)).astype(np.float32)


@dataclass(frozen=True)
class FileSignature:
    """An entry point of the file, its tensors in list order."""

    key: str
    inputs: tuple[FileTensor, ...]
    outputs: tuple[FileTensor, ...]


class LiteRtFile:
    """An open .tflite file on CompiledModel (CPU), the runtime that Android's LiteRT 2 uses."""

    def __init__(self, path: str | os.PathLike[str], scratch: str | os.PathLike[str] | None = None) -> None:
        """Opens the file at `path`.

        Args:
            path: a .tflite file.
            scratch: a folder for the weights as XNNPACK arranges them; in memory without it.

        Raises:
            ExportError: LiteRT cannot load the file.
        """
        try:
            from ai_edge_litert.compiled_model import CompiledModel, CpuOptions, HardwareAccelerator, Options
            from ai_edge_litert.interpreter import Interpreter
        except ImportError:
            raise MissingDependencyError("ai-edge-litert", "Running a model") from None
        self._path = os.fspath(path)
        cache = os.path.join(scratch, "xnnpack_weights") if scratch is not None else ""
        options = Options(HardwareAccelerator.CPU, cpu_options=CpuOptions(num_threads=1, xnnpack_weight_cache_path=cache))
        with native_log() as log:
            try:
                self._model = CompiledModel.from_file(self._path, options=options)
                self._interpreter = Interpreter(model_path=self._path)
            except (RuntimeError, ValueError) as error:
                raise ExportError(f"{self._path}: LiteRT cannot load this file: {error} {log()}".rstrip()) from None
        self._listed: dict[str, dict[str, list[str]]] = self._model.get_signature_list()
        try:
            self._details = {
                key: (self._model.get_input_tensor_details(key), self._model.get_output_tensor_details(key)) for key in self._listed
            }
        except RuntimeError as error:
            raise ExportError(f"{self._path}: LiteRT cannot tell the tensors of this file: {error}") from None
        found = boundaries(self._path)
        self._signatures = {
            key: FileSignature(key, *(_tensors(sides[side], self._details[key][i], found[key][i]) for i, side in enumerate(_SIDES)))
            for key, sides in self._listed.items()
        }

    @property
    def compiled(self) -> Any:
        """LiteRT's own CompiledModel, for callers that keep buffers between calls."""
        return self._model

    @property
    def keys(self) -> list[str]:
        """Keys of the signatures, in the file's order."""
        return list(self._listed)

    def tensor_details(self, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """`shape` and `dtype` by name of a signature's inputs, and of its outputs."""
        return self._details[key]

    def signatures(self) -> list[FileSignature]:
        """What the file says of itself, in the order that `run(List)` on a device uses."""
        return list(self._signatures.values())

    def run(self, key: str, inputs: "dict[str, np.ndarray[Any, Any]]") -> "dict[str, np.ndarray[Any, Any]]":
        """Outputs by name of signature `key` for `inputs` by name; shapes and dtypes are the file's, quantized tensors are real values."""
        import numpy as np

        signature, given = self._signatures[key], self._details[key][1]
        resized = any(tensor.open_axes and inputs[tensor.name].shape != tensor.shape for tensor in signature.inputs)
        if resized or any(tensor.dtype == "int64" for tensor in (*signature.inputs, *signature.outputs)):
            return self._run_classic(signature, inputs)
        buffers = {name: self._model.create_input_buffer_by_name(key, name) for name in self._listed[key]["inputs"]}
        results = {name: self._model.create_output_buffer_by_name(key, name) for name in self._listed[key]["outputs"]}
        for tensor in signature.inputs:
            buffers[tensor.name].write(tensor.stored(inputs[tensor.name]))
        with native_log() as log:
            try:
                self._model.run_by_name(key, buffers, results)
            except RuntimeError as error:
                raise ExportError(f"{self._path}: LiteRT cannot run signature {key!r}: {error} {log()}".rstrip()) from None
        outputs = {}
        for tensor in signature.outputs:
            stored = results.pop(tensor.name).read(int(np.prod(tensor.shape)), given[tensor.name]["dtype"])
            outputs[tensor.name] = tensor.values(np.asarray(stored).reshape(tensor.shape))
        return outputs

    def _run_classic(self, signature: FileSignature, inputs: "dict[str, np.ndarray[Any, Any]]") -> "dict[str, np.ndarray[Any, Any]]":
        """On the classic Interpreter, for what CompiledModel's Python class cannot do (LiteRT 2.3.0), unlike the JVM's.

        Its buffers know no int64, and it does not tell the sizes of outputs after a resize.
        """
        with native_log() as log:
            try:
                runner = self._interpreter.get_signature_runner(signature.key)
                results = runner(**{tensor.name: tensor.stored(inputs[tensor.name]) for tensor in signature.inputs})
            except (RuntimeError, ValueError) as error:
                sizes = ", ".join(f"{name}{list(value.shape)}" for name, value in inputs.items())
                text = f"{self._path}: LiteRT cannot run signature {signature.key!r} on {sizes}: {error} {log()}"
                raise ExportError(text.rstrip()) from None
        return {tensor.name: tensor.values(results[tensor.name]) for tensor in signature.outputs}

    def close(self) -> None:
        """Frees the runtime's memory."""
        with native_log():
            del self._model, self._interpreter

    def __enter__(self) -> "LiteRtFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


@contextlib.contextmanager
def opened_in_little_memory(path: str | os.PathLike[str]) -> Iterator[LiteRtFile]:
    """The file at `path`, with the weights as XNNPACK arranges them in a file beside it for the time being.

    10 MB of memory instead of 343 MB for a file of 418 MB, which opens in a third of the time. Pages of both files are the system's.
    """
    # Not where temporary files usually are, which may be memory.
    with tempfile.TemporaryDirectory(prefix=".", dir=os.path.dirname(os.fspath(path)) or ".") as scratch:
        # The runtime that arranges the weights keeps room for the largest of them, one that finds them arranged does not.
        LiteRtFile(path, scratch).close()
        with LiteRtFile(path, scratch) as file:
            yield file


_SIDES = ("inputs", "outputs")


def _tensors(names: list[str], details: dict[str, Any], found: dict[str, Boundary]) -> tuple[FileTensor, ...]:
    return tuple(_tensor(name, details[name], i, found[name]) for i, name in enumerate(names))


def _tensor(name: str, details: dict[str, Any], index: int, boundary: Boundary) -> FileTensor:
    shape = tuple(map(int, details["shape"]))
    return FileTensor(name, str(details["dtype"]), shape, index, boundary.position, boundary.quantization, boundary.open_axes)


@contextlib.contextmanager
def native_log() -> Iterator[Callable[[], str]]:
    """Keeps LiteRT's chatter off the terminal; gives its last error lines for a message. The library has no switch for either."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)

        def errors() -> str:
            log.seek(0)
            lines = log.read().decode(errors="replace").splitlines()
            return " ".join(line.strip() for line in lines if _ERROR.match(line))[-600:]

        try:
            yield errors
        finally:
            ctypes.CDLL(None).fflush(None)
            os.dup2(kept, 2)
            os.close(kept)
