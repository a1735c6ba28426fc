"""What an export needs to know of an encoder that reads pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ....exporter.plan import Continuation, PlannedSignature, Sample
from ....manifest.generation import Pictures
from ....manifest.steps import ImageStep
from ..encoded_steps import Source

Asked = tuple[Continuation, dict[str, Any]]
"""A continuation without tokens, and KerasHub's inputs for the encoder."""


@dataclass(frozen=True)
class PicturedSource:
    """A text with a picture.

    `step` feeds an input of `source` with pixels; or, where there are `pictures`, that of `signatures`, which make embeddings of them for
    the places that a text has a marker for. `asked` adds pictures to texts. `samples` prove the step.
    """

    step: ImageStep
    source: Source
    asked: Callable[[Sequence[Asked]], list[Asked]]
    signatures: tuple[PlannedSignature, ...] = ()
    pictures: Pictures | None = None
    samples: tuple[Sample, ...] = ()
