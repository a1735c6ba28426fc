"""How to generate: what `GenerationOptions` is on a device."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from ..manifest.generation import Sampler

ContextEnd = Literal["stop", "error", "slide"]
_GREEDY = Sampler("greedy")


@dataclass(frozen=True)
class Options:
    """`start` stands in front of the text that is left when the context slides: what the model wants before every prompt.

    The other names are those of the device's runtime.
    """

    sampler: Sampler = _GREEDY
    stop_tokens: Collection[int] = ()
    seed: int = 0
    max_tokens: int | None = None
    context_end: ContextEnd = "stop"
    start: Sequence[int] = ()
