"""LiteRT-LM running a file on this machine's CPU: the library that devices have."""

import os
from collections.abc import Generator, Iterator
from types import TracebackType
from typing import Any

from ..errors import ExportError, SdkgenError
from ..litert import native_log
from ..manifest.generation import Sampler
from . import libraries

METHODS = ("greedy", "top_k", "top_p", "random")
"""Of the manifest's samplers those that LiteRT-LM has."""

_ALL = 1 << 20
"""More tokens than any vocabulary has."""


class TextEngine:
    """An open file: text in, text out, one answer at a time."""

    def __init__(self, path: str | os.PathLike[str], threads: int | None = None) -> None:
        """Opens the file at `path`; the kernels use `threads`, or as many as the library likes.

        Raises:
            MissingDependencyError: litert-lm-api is not installed.
            ExportError: LiteRT-LM cannot load the file.
        """
        self._library = libraries.runtime("Running a LiteRT-LM file")
        self._library.set_min_log_severity(self._library.LogSeverity.ERROR)
        self._name = os.path.basename(path)
        with native_log() as log:
            try:
                backend = self._library.Backend.CPU(thread_count=threads)
                # Else it leaves a cache beside the model.
                self._engine = self._library.Engine(os.fspath(path), backend=backend, cache_dir=":nocache")
            except RuntimeError as error:
                raise ExportError(f"{self._name}: LiteRT-LM cannot load this file: {error} {log()}".rstrip()) from None

    def answer(self, prompt: str, max_tokens: int) -> str:
        """What the model adds to `prompt`, the likeliest token each time, until a stop token or after `max_tokens`.

        Raises:
            SdkgenError: LiteRT-LM fails, such as at a prompt that is longer than the context.
        """
        return "".join(self.pieces(prompt, Sampler("greedy"), 0, max_tokens))

    def pieces(self, prompt: str, sampler: Sampler, seed: int, max_tokens: int | None = None) -> Generator[str, None, None]:
        """The answer as it comes, in whole characters. A generator that is closed early ends the answer.

        Raises:
            SdkgenError: LiteRT-LM fails, or `sampler` is one that it does not have.
        """
        session = self._engine.create_session(
            apply_prompt_template=False, sampler_config=self._sampling(sampler, seed), max_output_tokens=max_tokens
        )
        answer: Iterator[Any] = iter(())
        try:
            with native_log() as log:
                try:
                    session.run_prefill([prompt])
                except RuntimeError as error:
                    raise SdkgenError(f"{self._name}: LiteRT-LM cannot read the prompt: {error} {log()}".rstrip()) from None
            answer = session.run_decode_async()
            try:
                for piece in answer:
                    yield str(piece.texts[0])
            except RuntimeError as error:
                raise SdkgenError(f"{self._name}: LiteRT-LM cannot go on: {error}") from None
        finally:
            session.cancel_process()
            for _ in answer:  # until the library's thread has ended
                pass
            session.close()

    def close(self) -> None:
        """Frees the runtime's memory."""
        with native_log():
            self._engine.close()

    def _sampling(self, sampler: Sampler, seed: int) -> Any:
        if sampler.method not in METHODS:
            raise SdkgenError(f"LiteRT-LM draws tokens by {', '.join(METHODS)} alone. Received: {sampler.method}")
        # It draws from the `top_k` best that exceed `top_p` together; both say so where nothing shall be left out.
        k = {"greedy": 1}.get(sampler.method, sampler.k or _ALL)
        config = self._library.SamplerConfig
        return config(top_k=k, top_p=1.0 if sampler.p is None else sampler.p, temperature=sampler.temperature, seed=seed % 2**31)

    def __enter__(self) -> "TextEngine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
