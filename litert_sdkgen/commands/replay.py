"""Replays a bundle's samples on LiteRT and compares with what Keras answered when they were recorded."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ManifestError
from ..exporter.agreement import agreement
from ..exporter.samples import decode_input, expected_of
from ..exporter.tolerance import MIN_COSINE
from ..manifest.model import COMPARED_WITH
from . import continuations

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..litert import LiteRtFile
    from ..manifest.model import Manifest, Signature


@dataclass(frozen=True)
class Result:
    """What became of one sample."""

    title: str
    verdict: str
    failed: bool = False


def replay(bundle: "Bundle", file: "LiteRtFile") -> list[Result]:
    """One result per sample. A picture has no recorded tensors, since KerasHub makes them; such a sample is named and left out.

    Raises:
        ManifestError: samples.json is not what an export writes.
    """
    if bundle.manifest.samples is None:
        return [Result("samples", "none in this bundle")]
    path = bundle.directory / bundle.manifest.samples
    signatures = {signature.key: signature for signature in bundle.manifest.signatures}
    try:
        form = json.loads(path.read_text(encoding="utf-8"))
        entries, continued = form["samples"], continuations.replay(form.get("continuations", []), bundle, file)
        if bundle.manifest.model.format is not None and entries:
            return _embedded(entries, bundle)
        return [_replay(f"sample {i}", entry, signatures[entry["signature"]], bundle, file) for i, entry in enumerate(entries)] + [
            Result(*result) for result in continued
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(str(path), f"expected samples as an export writes them: {type(error).__name__}: {error}") from None


def _replay(title: str, entry: dict[str, Any], signature: "Signature", bundle: "Bundle", file: "LiteRtFile") -> Result:
    if "inputs" not in entry:
        return Result(title, f"left out: it is a picture ({entry['image']}); `run` answers it with KerasHub")
    sizes = entry.get("sizes", {})  # of run-time dimensions, by symbol
    fixed = {tensor.name: tuple(int(sizes.get(size, size)) for size in tensor.shape) for tensor in signature.inputs}
    inputs = {
        tensor.name: decode_input(entry["inputs"][tensor.name], fixed[tensor.name], tensor.value_dtype) for tensor in signature.inputs
    }
    outputs = file.run(signature.key, inputs)
    verdicts = [_compare(name, form, outputs[name], bundle.manifest) for name, form in entry["outputs"].items()]
    return Result(title, "; ".join(text for text, _ in verdicts), any(failed for _, failed in verdicts))


def _embedded(entries: list[dict[str, Any]], bundle: "Bundle") -> list[Result]:
    """Texts of an embedder in a container, whose own runtime must answer as Keras did."""
    from ..litertlm.embedding import EmbeddingEngine

    results = []
    with EmbeddingEngine(bundle.model_file) as engine:
        for i, entry in enumerate(entries):
            ((text,), ((name, form),)) = entry["text"], entry["outputs"].items()
            verdict, failed = _compare(name, form, np.array(engine.embedding(text)), bundle.manifest)
            results.append(Result(f"sample {i}", f"LiteRT-LM: {verdict}", failed))
    return results


def _compare(name: str, form: Any, output: "np.ndarray[Any, Any]", manifest: "Manifest") -> tuple[str, bool]:
    """(verdict, failed) for one output, by the measure that the export took."""
    expected, step = expected_of(form)
    found = output.ravel()[::step]
    if found.shape != expected.shape:
        return f"{name} has {found.size} values, expected {expected.size}", True
    needed, other = MIN_COSINE.get(manifest.model.quantization.mode), COMPARED_WITH[manifest.verification.reference]
    seen = agreement(expected, found)
    if not seen.same_nan:  # NaN is in no recorded output
        return f"{name} has NaN where {other} has numbers", True
    if needed is not None and manifest.verification.min_cosine is not None:
        return f"{name} has the cosine {seen.cosine:.4f} to {other} (at least {needed})", seen.cosine < needed
    allowed = manifest.verification.tolerance * max(1.0, seen.scale)
    return f"{name} differs from {other} by {seen.difference:.3g} (allowed {allowed:.3g})", seen.difference > allowed
