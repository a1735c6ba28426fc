"""How a task's texts become its model's tensors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..exporter.plan import Array, NamedSpec
from ..manifest.steps import MaskToken


@dataclass(frozen=True)
class Reading:
    """`inputs(preprocessor, text, specs)` makes the tensors of one text or a pair, as `TaskExporter.inputs` does.

    `samples` are texts and pairs to record Keras' answers for. `mask` is what stands for a hidden token in a text. `sizes` are those of
    inputs, by their Keras names, that are shorter than the token sequence.
    """

    inputs: Callable[[Any, tuple[str, ...], Sequence[NamedSpec]], dict[str, Array]]
    samples: tuple[tuple[str, ...], ...]
    mask: MaskToken | None = None
    sizes: dict[str, int] = field(default_factory=dict)
