"""The manifest of a bundle that was just written."""

import hashlib
import importlib.metadata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from .. import manifest as manifests
from ..bundle import sha256_of
from ..litert import FileSignature, FileTensor
from ..manifest.model import Asset, DType, Manifest, ModelFile, Signature, SourceKind, Tensor
from ..manifest.quantization import QuantizationMode
from . import run_time_sizes
from .plan import ExportPlan, PlannedSignature, RunTimeSizes, SizedTensor
from .quantization import Quantization

if TYPE_CHECKING:
    from .routes import Written

_FROM: dict[SourceKind, list[str]] = {"keras_hub": ["keras", "keras-hub"], "keras": ["keras"], "saved_model": [], "tflite": []}


def manifest_of(plan: ExportPlan, path: Path, quantization: Quantization, written: "Written", files: dict[str, bytes]) -> Manifest:
    """What there is to say about the model at `path` and the bundle's other `files`, its contract included."""
    stored = QuantizationMode(quantization.mode, quantization.rules, written.comparison.report if written.comparison else None)
    found = {signature.key: signature for signature in written.verified.signatures}
    container = plan.container.format if plan.container is not None else None
    manifest = Manifest(
        name=plan.name,
        task=plan.task,
        source=replace(plan.source, versions=_versions(plan)),
        model=ModelFile(path.name, sha256_of(path), path.stat().st_size, written.route, stored, written.refused, container),
        signatures=tuple(_signature(planned, found[planned.key]) for planned in plan.signatures),
        contract="",
        verification=written.verified.figures,
        state=written.verified.state,
        preprocess=plan.preprocess,
        postprocess=plan.postprocess,
        assets=tuple(Asset(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in sorted(files.items())),
        samples="samples.json" if "samples.json" in files else None,
    )
    return replace(manifest, contract=manifests.contract_of(manifest))


def _signature(planned: PlannedSignature, found: FileSignature) -> Signature:
    """The plan's tensors in the plan's order, with list order and positions as the written file has them."""
    inputs = {tensor.name: tensor for tensor in found.inputs}
    outputs = {tensor.name: tensor for tensor in found.outputs}
    sized = planned.run_time or RunTimeSizes({}, {}, ())
    return Signature(
        planned.key,
        tuple(_tensor(inputs[spec.name], spec.keras_name, sized.inputs.get(spec.name, {})) for spec in planned.inputs),
        tuple(_tensor(outputs[name], None, sized.outputs.get(name, {})) for name in planned.output_names),
    )


def _tensor(found: FileTensor, keras_name: str | None, axes: SizedTensor) -> Tensor:
    dtype = cast(DType, found.dtype)  # the file has the plan's dtypes, or verification had failed
    shape = run_time_sizes.symbolic(found.shape, axes)
    return Tensor(found.name, dtype, shape, found.list_index, found.position, keras_name, found.quantization)


def _versions(plan: ExportPlan) -> dict[str, str]:
    packages = ["tensorflow", "ai-edge-litert", *_FROM[plan.source.kind]]
    return {package: importlib.metadata.version(package) for package in sorted(packages)}
