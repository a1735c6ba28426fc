"""Shows what a long command is doing: a spinner on a terminal, plain lines elsewhere, on standard error."""

import sys
import time
from types import TracebackType
from typing import Any


class ProgressDisplay:
    """Call it with each phase; leaving the `with` block ends the last one."""

    def __init__(self) -> None:
        self._phase: str | None = None
        self._started = 0.0
        self._status: Any = _spinner()

    def __call__(self, phase: str) -> None:
        """Ends the phase before and starts `phase`."""
        self._finish()
        self._phase, self._started = phase, time.monotonic()
        if self._status is None:
            print(f"{phase} ...", file=sys.stderr, flush=True)
        else:
            self._status.update(phase)
            self._status.start()

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


def _spinner() -> Any:
    if not sys.stderr.isatty():
        return None
    try:
        from rich.console import Console
    except ImportError:  # a base install shows plain lines
        return None
    return Console(file=sys.stderr).status("")
