"""What a tiny task is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Model = Any
LENGTH = 8


@dataclass(frozen=True)
class TinyTask:
    """`build` makes the model. `options` are those of an export that neither the model nor a preprocessor answers."""

    build: Callable[[], Model]
    sequence_length: int | None = LENGTH
    image_size: tuple[int, int] | None = None
    inputs: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
