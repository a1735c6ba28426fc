"""Shows what a long command is doing: a spinner on a terminal, plain lines elsewhere, on standard error."""

import sys
import time
from types import TracebackType
from typing import Any, Literal

from .table import size

_LINE_SECONDS = 10.0  # between lines on something that is no terminal
_GUESS_SECONDS = 2.0  # before which no guess of the time left is worth showing


class ProgressDisplay:
    """Call it with each phase, and within one whenever some of it is done; leaving the `with` block ends the last one."""

    def __init__(self) -> None:
        self._phase: str | None = None
        self._started = self._shown = 0.0
        self._status: Any = _spinner()

    def __call__(self, phase: str, done: int = 0, total: int = 0, unit: Literal["bytes", "runs"] = "bytes") -> None:
        """Ends the phase before if `phase` is another one, and shows how far it is."""
        now = time.monotonic()
        begins = phase != self._phase
        if begins:
            self._finish()
            self._phase, self._started, self._shown = phase, now, now
        text = phase + (f": {_extent(done, total, unit)}{_left(now - self._started, done, total)}" if done and total else "")
        if self._status is not None:
            self._status.update(text)
            if begins:
                self._status.start()
        elif begins or now - self._shown >= _LINE_SECONDS:
            self._shown = now
            print(f"{text} ...", file=sys.stderr, flush=True)

    def __enter__(self) -> "ProgressDisplay":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._finish()
        elif self._status is not None:
            self._status.stop()

    def _finish(self) -> None:
        """On a terminal the spinner gives way to a line that stays."""
        if self._status is not None and self._phase is not None:
            self._status.stop()
            print(f"{self._phase}: {time.monotonic() - self._started:.1f} s", file=sys.stderr, flush=True)


def _extent(done: int, total: int, unit: str) -> str:
    return f"{size(done)} of {size(total)}" if unit == "bytes" else f"{done} of {total}"


def _left(elapsed: float, done: int, total: int) -> str:
    """The rest, if it takes as long as what is done; nothing at the start."""
    if elapsed < _GUESS_SECONDS:
        return ""
    seconds = round(elapsed * (total - done) / done)
    return f", {seconds // 60} min {seconds % 60} s left" if seconds >= 60 else f", {seconds} s left"


def _spinner() -> Any:
    if not sys.stderr.isatty():
        return None
    try:
        from rich.console import Console
    except ImportError:  # a base install shows plain lines
        return None
    return Console(file=sys.stderr).status("")
