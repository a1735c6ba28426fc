"""LiteRT-LM's engine for embeddings on this machine's CPU."""

import os
from types import TracebackType

from ..errors import ExportError, SdkgenError
from ..litert import native_log
from . import libraries


class EmbeddingEngine:
    """An open file of a text embedder: text in, vector out."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Opens the file at `path`.

        Raises:
            MissingDependencyError: litert-lm-api is not installed.
            ExportError: LiteRT-LM cannot load the file.
        """
        library = libraries.runtime("Running a LiteRT-LM file")
        library.set_min_log_severity(library.LogSeverity.ERROR)
        self._library = libraries.embedding("Running a LiteRT-LM file")
        self._name = os.path.basename(path)
        with native_log() as log:
            try:
                # Else it leaves a cache beside the model.
                self._engine = self._library.EmbeddingEngine(os.fspath(path), backend=library.Backend.CPU(), cache_dir=":nocache")
            except RuntimeError as error:
                raise ExportError(f"{self._name}: LiteRT-LM cannot load this file: {error} {log()}".rstrip()) from None

    def embedding(self, text: str) -> list[float]:
        """The embedding as the model gives it: it normalizes where it should. What exceeds the model's length is cut off.

        Raises:
            SdkgenError: LiteRT-LM fails.
        """
        options = self._library.EmbeddingOptions(
            normalize=False, insert_special_tokens=True, input_overflow_strategy=self._library.InputOverflowStrategy.TRUNCATE
        )
        with native_log() as log:
            try:
                return [float(value) for value in self._engine.compute_embedding(text, options).embedding]
            except RuntimeError as error:
                raise SdkgenError(f"{self._name}: LiteRT-LM cannot embed the text: {error} {log()}".rstrip()) from None

    def close(self) -> None:
        """Frees the runtime's memory."""
        with native_log():
            self._engine.close()

    def __enter__(self) -> "EmbeddingEngine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
