"""Turns an export plan into a verified bundle."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ai_edge_litert.tools import flatbuffer_utils

from .. import manifest as manifests
from ..bundle import MANIFEST_FILE, Bundle, Staging
from ..errors import ExportError, RouteUnsupported
from ..manifest.model import Manifest, Route
from ..manifest.quantization import Quantize
from ..progress import Progress, silent
from . import conversion, heap, quantization_report, recipes, run_time_sizes, samples, signatures, size_limit, tracing, writer
from .bundle_manifest import manifest_of
from .calibration import of_ranges
from .containing import contain
from .graph import passes
from .graph import quantization as stored_weights
from .graph.graph import Graph
from .graph.merging import merge
from .plan import Evidence, ExportPlan, PlannedSignature
from .quantization import NOT_QUANTIZED, Quantization
from .quantization_report import Comparison
from .tolerance import Tolerance
from .variables import LARGE
from .verification import Verified, verify

MODEL_FILE = "model.tflite"
_STREAMED = LARGE  # elements from which on a variable passes the converter by; smaller ones are worth folding


@dataclass(frozen=True)
class Written:
    """By which route the file came about, why others did not make it, what verification saw, and what quantizing brought."""

    route: Route
    refused: dict[str, str]
    verified: Verified
    comparison: Comparison | None = None


def export(
    plan: ExportPlan,
    directory: Path,
    quantization: Quantization = NOT_QUANTIZED,
    tolerance: Tolerance | None = None,
    keep_samples: bool = True,
    max_bytes: int | None = None,
    approve: Callable[[Manifest], None] = lambda manifest: None,
    progress: Progress = silent,
    quantized: Callable[[Comparison], None] = lambda comparison: None,
) -> Bundle:
    """Writes the bundle of `plan` to `directory`, as a whole and only if the file does what Keras does.

    A file of more than `max_bytes` is refused. `approve` sees the manifest before anything appears in `directory`, and stops the export
    by raising. `quantized` is told at the end what a quantization cost and gained.

    Raises:
        ExportError: no route can express the model; nothing is written.
        VerificationError: the file differs from Keras; a former bundle in `directory` stays as it was.
    """
    with Staging(directory) as fresh:
        path = fresh / MODEL_FILE
        tolerance = tolerance or Tolerance.of(quantization.mode)
        written = write_verified(plan, path, quantization, tolerance, progress)
        if max_bytes is not None:
            size_limit.check(path, quantization.mode, max_bytes)
        evidence = Evidence(plan.samples, tuple(written.verified.answers), written.verified.continuations)
        if plan.container is not None:
            path, evidence = contain(plan.container, path, plan, written.verified, tolerance, progress)
        files = dict(plan.assets)
        if keep_samples and (evidence.samples or evidence.continuations):
            files |= samples.encode(evidence.samples, evidence.answers, evidence.continuations)
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        manifest = manifest_of(plan, path, quantization, written, files)
        approve(manifest)
        (fresh / MANIFEST_FILE).write_text(manifests.write(manifest), encoding="utf-8")
        progress("writing the bundle")
    if written.comparison is not None:
        quantized(written.comparison)
    return Bundle(directory, manifest)


def direct(plan: ExportPlan, path: Path, quantize: Quantize, progress: Progress = silent) -> None:
    """Every variable a constant, and weights quantized by the converter: the slow way, for what streaming does not carry.

    Raises:
        RouteUnsupported: several signatures, which would not share their weights here.
    """
    if len(plan.signatures) != 1:
        raise RouteUnsupported(f"the direct route writes one signature, the plan has {len(plan.signatures)}")
    (signature,) = plan.signatures

    def convert(signature: PlannedSignature) -> Graph:
        return _converted(tracing.trace(signature, plan.model), quantize)

    try:
        graph = convert(signature)
    except ExportError as error:
        raise error if signature.run_time is None else run_time_sizes.explained(signature, convert, error) from error
    signatures.sign(graph, signature)
    writer.write(graph.model, [graph], path, progress)


def streaming(plan: ExportPlan, path: Path, quantize: Quantize, progress: Progress = silent) -> None:
    """Large variables pass the converter by: it sees a graph without them, passes repair what it could not fold, the writer brings them in.

    Signatures share their weights, since equal expressions are stored once.

    Raises:
        RouteUnsupported: sizes that are chosen at run time.
    """
    if any(signature.run_time for signature in plan.signatures):
        raise RouteUnsupported("passes take every size that they see for a fixed one; run-time sizes go by the direct route")
    model, graphs = None, []
    for signature in plan.signatures:
        traced = tracing.trace(signature, plan.model, streamed=_STREAMED)
        graph = _converted(traced, "none")
        _bind_weights(graph, traced)
        passes.run(graph)
        if quantize == "float16":
            stored_weights.to_float16(graph)
        elif quantize == "dynamic_int8":
            stored_weights.to_int8(graph)
        signatures.sign(graph, signature)
        graphs += [graph, *(Graph(graph.model, subgraph) for subgraph in graph.model.subgraphs[1:])]
        if model is None:
            model = graph.model
        else:
            merge(model, graph.model)
            for joined in graphs:
                joined.model = model
    passes.compaction.run(model, graphs)
    writer.write(model, graphs, path, progress)


def adopted(plan: ExportPlan, path: Path, quantize: Quantize, progress: Progress = silent) -> None:
    """The finished file that the plan brought along.

    Raises:
        RouteUnsupported: weights in another form, which are made from a Keras model.
    """
    if plan.adopted is None or quantize != "none":
        raise RouteUnsupported(f"--quantize {quantize}: a finished file keeps its weights. Export the model it was made of, or try int8")
    path.write_bytes(plan.adopted)


RouteFunction = Callable[[ExportPlan, Path, Quantize, Progress], None]
ROUTES: dict[Route, RouteFunction] = {"streaming": streaming, "direct": direct}
"""In the order in which they are tried."""
_BEGINS: dict[Route, str] = {"streaming": "tracing and converting", "adopted": "copying"}


def write_verified(plan: ExportPlan, path: Path, quantization: Quantization, tolerance: Tolerance, progress: Progress) -> Written:
    """Takes the first route whose file does what Keras does; where none does, the error of the last one that supports the plan."""
    refused: dict[str, str] = {}
    cause: ExportError | None = None
    afterwards = recipes.are_for(quantization)
    routes: dict[Route, RouteFunction] = ROUTES if plan.adopted is None else {"adopted": adopted}
    for i, (name, route) in enumerate(routes.items()):
        try:
            progress(_BEGINS.get(name, f"trying the {name} route"))
            route(plan, path, "none" if afterwards else quantization.mode, progress)
            heap.trim()
            if afterwards:
                progress(f"quantizing to {quantization.mode}")
                recipes.apply(path, quantization, lambda: of_ranges(plan, quantization.calibration))
            verified = verify(path, plan, tolerance, progress)
            if quantization.mode == "none":
                return Written(name, refused, verified)
            progress("comparing with float32")
            return Written(name, refused, verified, _compared(path, plan, quantization, route))
        except ExportError as error:
            cause = error if cause is None or not isinstance(error, RouteUnsupported) else cause
            if i == len(routes) - 1:
                raise cause from None
            refused[name] = str(error)
    raise AssertionError("there is at least one route")


def _compared(path: Path, plan: ExportPlan, quantization: Quantization, route: RouteFunction) -> Comparison:
    return quantization_report.compare(path, plan, quantization.calibration(plan), lambda single: route(plan, single, "none", silent))


def _converted(traced: tracing.Trace, quantize: Quantize) -> Graph:
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(conversion.convert(traced, quantize)))
    return Graph(model, model.subgraphs[0])


def _bind_weights(graph: Graph, traced: tracing.Trace) -> None:
    """The trailing inputs of the subgraph become tensors whose values are to come."""
    inputs = [int(index) for index in graph.subgraph.inputs]
    count = len(traced.inputs)
    for index, weight in zip(inputs[count:], traced.weights, strict=True):
        graph.weights[index] = weight
    graph.subgraph.inputs = np.array(inputs[:count], np.int32)
