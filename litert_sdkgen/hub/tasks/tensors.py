"""Anything without a typed task of its own: named tensors in and out, at fixed sizes."""

from typing import Any

from ...exporter import plain
from ...exporter.plan import ExportPlan
from ...exporter.samples import tensor_samples
from ...manifest.model import Source
from .. import values
from ..registry import Request, TaskExporter

_DEFAULT_SEQUENCE_LENGTH = 128


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """The model's own inputs: pictures at `request.image_size`, sequences at `request.sequence_length` (default 128 or the most it can)."""
    bare = plain.bare_model(model)
    most = getattr(getattr(model, "backbone", model), "max_sequence_length", None) or _DEFAULT_SEQUENCE_LENGTH
    length = request.sequence_length or min(most, _DEFAULT_SEQUENCE_LENGTH)

    def fill(name: str, axis: int) -> int | None:
        if "image" in name or "pixel" in name:
            return request.image_size[axis - 1] if request.image_size and axis in (1, 2) else None
        return length if axis == 1 else None

    arguments, specs = plain.input_specs(bare, request.inputs or {}, fill)
    specs = [values.sensible(spec, model) for spec in specs]
    signature = plain.signature_of(bare, arguments, specs)
    return ExportPlan(request.name, "tensors", source, bare, (signature,), samples=tensor_samples(signature))


EXPORTER = TaskExporter("tensors", "Model", plan)
