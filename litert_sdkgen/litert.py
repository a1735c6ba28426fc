"""A .tflite file on the real LiteRT runtime: its signatures, and calls by name."""

import contextlib
import ctypes
import mmap
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .errors import ExportError, MissingDependencyError

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class FileTensor:
    """A signature's tensor as the file has it. `list_index`: place in `run(List)`; `position`: the classic Interpreter's index."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    list_index: int
    position: int


@dataclass(frozen=True)
class FileSignature:
    """An entry point of the file, its tensors in list order."""

    key: str
    inputs: tuple[FileTensor, ...]
    outputs: tuple[FileTensor, ...]


class LiteRtFile:
    """An open .tflite file on CompiledModel (CPU), the runtime that Android's LiteRT 2 uses."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Raises ExportError where LiteRT cannot load the file."""
        try:
            from ai_edge_litert.compiled_model import CompiledModel
            from ai_edge_litert.interpreter import Interpreter
        except ImportError:
            raise MissingDependencyError("ai-edge-litert", "Running a model") from None
        self._path = os.fspath(path)
        with native_log() as log:
            try:
                self._model = CompiledModel.from_file(self._path)
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
        ranks = _file_ranks(self._path)
        found = []
        for key, sides in self._listed.items():
            inputs, outputs = self._details[key]
            input_ranks, output_ranks = ranks[key]
            found.append(
                FileSignature(key, _tensors(sides["inputs"], inputs, input_ranks), _tensors(sides["outputs"], outputs, output_ranks))
            )
        return found

    def run(self, key: str, inputs: "dict[str, np.ndarray[Any, Any]]") -> "dict[str, np.ndarray[Any, Any]]":
        """Outputs by name of signature `key` for `inputs` by name; shapes and dtypes are the file's."""
        import numpy as np

        wanted, given = self._details[key]
        buffers = {name: self._model.create_input_buffer_by_name(key, name) for name in self._listed[key]["inputs"]}
        results = {name: self._model.create_output_buffer_by_name(key, name) for name in self._listed[key]["outputs"]}
        for name, buffer in buffers.items():
            buffer.write(np.ascontiguousarray(inputs[name], dtype=wanted[name]["dtype"]))
        with native_log() as log:
            try:
                self._model.run_by_name(key, buffers, results)
            except RuntimeError as error:
                raise ExportError(f"{self._path}: LiteRT cannot run signature {key!r}: {error} {log()}".rstrip()) from None
        outputs = {}
        for name, buffer in results.items():
            shape = tuple(int(size) for size in given[name]["shape"])
            outputs[name] = np.array(buffer.read(int(np.prod(shape)), given[name]["dtype"])).reshape(shape)
        return outputs

    def close(self) -> None:
        """Frees the runtime's memory."""
        with native_log():
            del self._model, self._interpreter

    def __enter__(self) -> "LiteRtFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _file_ranks(path: str) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    """Position by name of each signature's inputs and outputs, from the file itself: the Interpreter tells those of the first one only."""
    from ai_edge_litert import schema_py_generated as schema

    with open(path, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        model = schema.Model.GetRootAs(content, 0)
        found = {}
        for i in range(model.SignatureDefsLength()):
            definition = model.SignatureDefs(i)
            graph = model.Subgraphs(definition.SubgraphIndex())
            inputs = {graph.Inputs(j): j for j in range(graph.InputsLength())}
            outputs = {graph.Outputs(j): j for j in range(graph.OutputsLength())}
            named_inputs = (definition.Inputs(j) for j in range(definition.InputsLength()))
            named_outputs = (definition.Outputs(j) for j in range(definition.OutputsLength()))
            found[definition.SignatureKey().decode()] = (
                {entry.Name().decode(): inputs.get(entry.TensorIndex(), -1) for entry in named_inputs},
                {entry.Name().decode(): outputs.get(entry.TensorIndex(), -1) for entry in named_outputs},
            )
    return found


def _tensors(names: list[str], details: dict[str, Any], ranks: dict[str, int]) -> tuple[FileTensor, ...]:
    return tuple(
        FileTensor(name, str(details[name]["dtype"]), tuple(map(int, details[name]["shape"])), i, ranks[name])
        for i, name in enumerate(names)
    )


@contextlib.contextmanager
def native_log() -> Iterator[Callable[[], str]]:
    """Keeps LiteRT's chatter off the terminal; gives its last error lines for a message. The library has no switch for either."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)

        def errors() -> str:
            log.seek(0)
            lines = log.read().decode(errors="replace").splitlines()
            return " ".join(line.strip() for line in lines if line.startswith("ERROR"))[-600:]

        try:
            yield errors
        finally:
            ctypes.CDLL(None).fflush(None)
            os.dup2(kept, 2)
            os.close(kept)
