"""Anything without a typed task of its own: named tensors in and out, at fixed sizes."""

from dataclasses import replace
from typing import Any

from ...errors import ExportError
from ...exporter import plain, structure
from ...exporter.plan import ExportPlan
from ...exporter.samples import tensor_samples
from ...manifest.model import Source
from .. import combinations, sound_inputs, support, values
from ..registry import Request, TaskExporter
from ..shapes import OpenSizes

_STEPS = 28
"""Of a diffusion, unless `configure_scheduler` was called: the default of KerasHub's text to image."""


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """The model's own inputs and outputs; a signature for each combination of inputs where some may be left out.

    Sizes that the model leaves open come from `request`, else the preprocessor, else what the model can take, 128 tokens at most.
    """
    refused = support.refusal(type(model).__name__)
    if refused is not None:
        raise ExportError(f"{type(model).__name__} cannot be exported: {refused}")
    bare = plain.bare_model(model)
    _configure_scheduler(getattr(model, "backbone", model))
    arguments, specs = plain.input_specs(bare, request.inputs or {}, OpenSizes(model, request, _ranks(bare)))
    length = next((spec.shape[1] for spec in specs if spec.name in ("token_ids", "encoder_token_ids")), 1)
    full = plain.signature_of(bare, arguments, [values.sensible(spec, model, length) for spec in specs])
    signatures = combinations.signatures(full)
    samples = tuple(sample for signature in signatures for sample in tensor_samples(signature))
    named = ExportPlan(request.name, "tensors", source, bare, signatures, samples=samples)
    try:
        sound = sound_inputs.described(model, full.inputs)
    except ExportError as error:
        return replace(named, left_out=(f"the manifest does not say how sound becomes tensors: {error}",))
    return named if sound is None else replace(named, preprocess=(sound.step,), assets=sound.assets)


def _configure_scheduler(backbone: Any) -> None:
    """Stable Diffusion keeps the noise schedule of its first call, and cannot make one in a graph. A schedule of the caller stays."""
    if hasattr(backbone, "configure_scheduler") and not hasattr(backbone.scheduler, "sigmas"):
        backbone.configure_scheduler(_STEPS)


def _ranks(model: Any) -> dict[str, int]:
    leaves = structure.flatten(getattr(model, "_inputs_struct", None))
    names = structure.names([path for path, _ in leaves], [leaf.name for _, leaf in leaves], "input")
    return {name: len(leaf.shape) for name, (_, leaf) in zip(names, leaves, strict=True)}


EXPORTER = TaskExporter("tensors", "Model", plan)
