"""Any model: `predict` takes and gives named tensors."""

from dataclasses import dataclass
from typing import ClassVar

from ...manifest import Manifest
from ..signatures import SignatureCode
from .task import TaskCode


@dataclass(frozen=True)
class Tensors(TaskCode):
    """Needs nothing beyond the signature."""

    partial: ClassVar[str] = "tasks/tensors.jinja"

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "Tensors":
        return cls()
