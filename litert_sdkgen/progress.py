"""How long work tells its caller how far it is."""

from typing import Literal, Protocol


class Progress(Protocol):
    """Called at the start of each phase, and again within a long one whenever some of it is done."""

    def __call__(self, phase: str, done: int = 0, total: int = 0, unit: Literal["bytes", "runs"] = "bytes") -> None:
        """`done` of `total` units of `phase` are finished; `total` is 0 where nobody knows how much there is."""


def silent(phase: str, done: int = 0, total: int = 0, unit: Literal["bytes", "runs"] = "bytes") -> None:
    """For callers that do not want to know."""
