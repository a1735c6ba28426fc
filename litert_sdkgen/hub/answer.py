"""What a task makes of a model's outputs."""

from dataclasses import dataclass, field

from ..exporter.plan import PlannedSignature
from ..manifest.answers import Postprocess


@dataclass(frozen=True)
class Answer:
    """The signature that gives the outputs, what the device does with them, and the files that it needs for that."""

    signature: PlannedSignature
    postprocess: Postprocess
    assets: dict[str, bytes] = field(default_factory=dict)
