"""Turns an export plan into a verified bundle."""

import hashlib
import importlib.metadata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from .. import manifest as manifests
from ..bundle import MANIFEST_FILE, Bundle, Staging, sha256_of
from ..errors import RouteUnsupported
from ..litert import FileSignature, FileTensor
from ..manifest.model import Asset, DType, Manifest, ModelFile, QuantizationMode, Signature, Tensor
from . import conversion, samples, signatures, tracing
from .conversion import Quantize
from .plan import ExportPlan, PlannedSignature
from .verification import Tolerance, Verified, verify

MODEL_FILE = "model.tflite"
Progress = Callable[[str], None]


def export(
    plan: ExportPlan,
    directory: Path,
    quantize: Quantize = "none",
    tolerance: Tolerance | None = None,
    keep_samples: bool = True,
    approve: Callable[[Manifest], None] = lambda manifest: None,
    progress: Progress = lambda phase: None,
) -> Bundle:
    """Writes the bundle of `plan` to `directory`, as a whole and only if the file does what Keras does.

    `approve` sees the manifest before anything appears in `directory`, and stops the export by raising.

    Raises:
        ExportError: no route can express the model; nothing is written.
        VerificationError: the file differs from Keras; a former bundle in `directory` stays as it was.
    """
    with Staging(directory) as fresh:
        path = fresh / MODEL_FILE
        progress("tracing and converting")
        direct(plan, path, quantize)
        progress("comparing with Keras on LiteRT")
        verified = verify(path, plan, tolerance or Tolerance.of(quantize))
        files = dict(plan.assets)
        if keep_samples and plan.samples:
            files |= samples.encode(plan.samples, verified.sample_outputs)
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        manifest = _manifest(plan, path, quantize, verified, files)
        approve(manifest)
        (fresh / MANIFEST_FILE).write_text(manifests.write(manifest), encoding="utf-8")
        progress("writing the bundle")
    return Bundle(directory, manifest)


def direct(plan: ExportPlan, path: Path, quantize: Quantize) -> None:
    """The direct route: every variable a constant of the traced graph.

    Raises:
        RouteUnsupported: several signatures, which would not share their weights here.
    """
    if len(plan.signatures) != 1:
        raise RouteUnsupported(f"the direct route writes one signature, the plan has {len(plan.signatures)}")
    (signature,) = plan.signatures
    converted = conversion.convert(tracing.trace(signature, plan.model), quantize)
    path.write_bytes(signatures.sign(converted, signature))


def _manifest(plan: ExportPlan, path: Path, quantize: Quantize, verified: Verified, files: dict[str, bytes]) -> Manifest:
    found = {signature.key: signature for signature in verified.signatures}
    manifest = Manifest(
        name=plan.name,
        task=plan.task,
        source=replace(plan.source, versions=_versions(plan)),
        model=ModelFile(MODEL_FILE, sha256_of(path), path.stat().st_size, "direct", QuantizationMode(quantize)),
        signatures=tuple(_signature(planned, found[planned.key]) for planned in plan.signatures),
        contract="",
        verification=verified.figures,
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
    return Signature(
        planned.key,
        tuple(_tensor(inputs[spec.name], spec.keras_name) for spec in planned.inputs),
        tuple(_tensor(outputs[name], None) for name in planned.output_names),
    )


def _tensor(found: FileTensor, keras_name: str | None) -> Tensor:
    dtype = cast(DType, found.dtype)  # the file has the plan's dtypes, or verification had failed
    return Tensor(found.name, dtype, found.shape, found.list_index, found.position, keras_name)


def _versions(plan: ExportPlan) -> dict[str, str]:
    packages = ["keras", "tensorflow", "ai-edge-litert"] + (["keras-hub"] if plan.source.kind == "keras_hub" else [])
    return {package: importlib.metadata.version(package) for package in sorted(packages)}
