"""A .tflite file on the classic Interpreter."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ai_edge_litert.interpreter import Interpreter

from ..errors import ExportError
from ..litert import native_log


class ClassicRunner:
    """A file from elsewhere, whose `content` takes inputs of any size that it leaves to run time; `path` is its name in errors.

    Both the constructor and `run` raise ExportError where LiteRT fails.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._interpreter = self._trying(lambda: Interpreter(model_content=content))

    def run(self, key: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """What signature `key` gives for `inputs`, by name and as stored."""
        runner = self._interpreter.get_signature_runner(key)
        results: dict[str, Any] = self._trying(lambda: runner(**inputs))
        return results

    def shapes(self, subgraph: int) -> dict[int, list[int]]:
        """Of the tensors by index, as they were in the last run."""
        return {
            int(details["index"]): [int(size) for size in details["shape"]] for details in self._interpreter.get_tensor_details(subgraph)
        }

    def _trying(self, step: Callable[[], Any]) -> Any:
        with native_log() as log:
            try:
                return step()
            except (RuntimeError, ValueError) as error:
                raise ExportError(f"{self._path}: LiteRT cannot run this file: {' '.join(str(error).split())} {log()}".rstrip()) from None
