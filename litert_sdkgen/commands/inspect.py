"""Show what a bundle or a file holds: signatures in every order, operations, sizes by layer, steps, labels, checks, contract."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .file_sections import contents_sections, file_form, order_lines

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..litert import FileSignature, FileTensor
    from ..manifest.model import Tensor


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="BUNDLE|FILE", help="a bundle, or a bare .tflite or .litertlm file")
    parser.add_argument("--json", action="store_true", help="for programs: everything, with all layers and the whole manifest")


def execute(arguments: Namespace) -> int:
    path: Path = arguments.path
    if path.is_file() and path.name != "manifest.json":
        from ..litert import LiteRtFile
        from ..litertlm.container import tflites_of
        from .native_log import quiet

        signatures: list[FileSignature] = []
        with quiet(arguments.debug), tflites_of(path) as models:
            for model in models:
                with LiteRtFile(model) as file:
                    signatures += file.signatures()
        if arguments.json:
            print(_json(file_form(path, signatures)))
        else:
            print("\n\n".join(_file(path, signatures)))
        return 0

    from ..bundle import Bundle

    bundle = Bundle.read(path.parent if path.name == "manifest.json" else path, verify_files=False)
    if arguments.json:
        from ..manifest.jsonform import to_json

        form = file_form(bundle.model_file, bundle.manifest.signatures)
        print(_json({"name": bundle.manifest.name, **form, "manifest": to_json(bundle.manifest)}))
    else:
        print("\n\n".join(_bundle(bundle)))
    return 0


def _json(form: Any) -> str:
    return json.dumps(form, indent=2, ensure_ascii=False)


def _bundle(bundle: "Bundle") -> Iterator[str]:
    from ..manifest.jsonform import to_json
    from .table import table

    manifest = bundle.manifest
    yield f"{manifest.name}: {manifest.task}\n" + table(_facts(bundle))
    for signature in manifest.signatures:
        yield "\n".join([f"signature {signature.key!r}", table(_tensors(signature.inputs, signature.outputs)), *order_lines(signature)])
    for i, step in enumerate(manifest.preprocess):
        yield f"preprocess {i}\n" + table(_leaves(to_json(step)))
    if manifest.postprocess is not None:
        labels = _labels(bundle) if hasattr(manifest.postprocess, "labels") else ()
        yield "postprocess\n" + table([*_leaves(to_json(manifest.postprocess)), *labels])
    if manifest.state:
        yield "state\n" + table([("written", "read"), *((pair.output, pair.input) for pair in manifest.state)])
    yield from contents_sections(bundle.model_file)


def _file(path: Path, signatures: "Sequence[FileSignature]") -> Iterator[str]:
    from .table import size, table

    yield f"{path.name}: {size(path.stat().st_size)}"
    for signature in signatures:
        rows = table(_file_tensors(signature.inputs, signature.outputs))
        yield "\n".join([f"signature {signature.key!r}", rows, *order_lines(signature)])
    yield from contents_sections(path)


def _facts(bundle: "Bundle") -> Iterator[tuple[str, str]]:
    from ..manifest.model import COMPARED_WITH
    from .table import size

    manifest = bundle.manifest
    source, model, figures = manifest.source, manifest.model, manifest.verification
    preset = f", preset {source.preset}" if source.preset else ""
    yield "source", f"{source.kind}{f' {source.class_name}' if source.class_name else ''}{preset}"
    yield "versions", ", ".join(f"{name} {version}" for name, version in source.versions.items()) or "not recorded"
    held = f" ({model.format}, with the tokenizer)" if model.format else ""
    yield "model", f"{model.file}{held}, {size(model.bytes)}, route {model.route}, quantization {model.quantization.mode}"
    if model.quantization.report is not None and model.quantization.report.agreement is not None:
        report = model.quantization.report
        yield "", f"{report.agreement:.1%} of the answers as {COMPARED_WITH[figures.reference]} gives them, over {report.examples} examples"
    for rule in model.quantization.rules:
        yield (
            "",
            f"rule {rule.operation} in {rule.layers!r}: {rule.algorithm}, bits {rule.weight_bits} (activations {rule.activation_bits})",
        )
    for route, reason in model.refused_routes.items():
        yield "", f"not by route {route}: {reason}"
    yield "contract", manifest.contract
    cosine = "" if figures.min_cosine is None else f", cosine at least {figures.min_cosine:.4g}"
    allowed = f" (allowed: {figures.tolerance:.3g} relative to the largest output)" if figures.min_cosine is None else ""
    yield (
        "verification",
        f"{figures.samples} runs, at most {figures.max_abs_difference:.3g} from {COMPARED_WITH[figures.reference]}{allowed}{cosine}",
    )
    for left_out in figures.left_out:
        yield "", f"left out: {left_out}"
    yield "assets", ", ".join(f"{asset.file} ({size(asset.bytes)})" for asset in manifest.assets) or "none"
    yield "samples", manifest.samples or "none"


def _tensors(inputs: Sequence["Tensor"], outputs: Sequence["Tensor"]) -> Iterator[tuple[object, ...]]:
    from .table import shape

    yield "", "name", "dtype", "shape", "list index", "position", "Keras name", "quantization"
    for side, tensors in (("input", inputs), ("output", outputs)):
        for tensor in tensors:
            scale = tensor.quantization
            quantization = f"scale {scale.scale:.6g}, zero point {scale.zero_point}" if scale else ""
            boundary = (tensor.keras_name or "", quantization)
            yield side, tensor.name, tensor.dtype, shape(tensor.shape), tensor.list_index, tensor.position, *boundary


def _file_tensors(inputs: Sequence["FileTensor"], outputs: Sequence["FileTensor"]) -> Iterator[tuple[object, ...]]:
    from .table import shape

    yield "", "name", "dtype", "shape", "list index", "position"
    for side, tensors in (("input", inputs), ("output", outputs)):
        for tensor in tensors:
            yield side, tensor.name, tensor.dtype, shape(tensor.shape), tensor.list_index, tensor.position


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Any step as (path, value) lines, so that a new kind of step needs nothing here."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    else:
        yield path, json.dumps(value, ensure_ascii=False)


def _labels(bundle: "Bundle") -> Iterator[tuple[str, str]]:
    from ..answers.labels import labels_of
    from ..errors import ManifestError

    try:
        labels = labels_of(bundle)
    except ManifestError as error:
        yield "number of labels", f"unknown: {error}"
        return
    first = ", ".join(labels[:5])
    yield "number of labels", f"{len(labels)} ({first}{', ...' if len(labels) > 5 else ''})"
