"""Which values make sense for a KerasHub input, so that verification tries those."""

from dataclasses import replace
from typing import Any

from ..exporter.plan import NamedSpec


def sensible(spec: NamedSpec, model: Any) -> NamedSpec:
    """`spec` with the role and range that its Keras name implies."""
    backbone, name = getattr(model, "backbone", model), spec.keras_name or spec.name
    if name.endswith("mask"):
        return replace(spec, role="mask", high=2)
    if name.endswith("token_ids"):
        return replace(spec, high=getattr(backbone, "vocabulary_size", spec.high))
    if name.endswith("segment_ids"):
        return replace(spec, high=getattr(backbone, "num_segments", spec.high))
    return spec
