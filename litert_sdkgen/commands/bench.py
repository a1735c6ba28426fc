"""Measure a bundle on this machine: load time, first and steady latency, memory, by number of threads."""

import json
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from . import argument_types

if TYPE_CHECKING:
    from ..manifest import Manifest


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, help="the folder with manifest.json")
    parser.add_argument(
        "--threads",
        type=argument_types.positive,
        action="append",
        help="number of threads; repeatable (default: 1, 2, 4, as far as there are cores)",
    )
    parser.add_argument("--runs", type=argument_types.positive, default=50, help="runs of which the median is taken (default: 50)")
    parser.add_argument("--json", action="store_true", help="figures for programs instead of a table")


def execute(arguments: Namespace) -> int:
    from ..bundle import Bundle
    from ..litertlm.container import tflites_of
    from ..measurement import measure
    from .native_log import quiet
    from .table import size, table

    bundle = Bundle.read(arguments.bundle)
    keys = [signature.key for signature in bundle.manifest.signatures]
    with quiet(arguments.debug), tflites_of(bundle.model_file) as models:
        state = bundle.manifest.state
        parts = [(model, keys if len(models) == 1 else _keys(model)) for model in models]
        counts = arguments.threads or _powers()
        figures = [f for threads in counts for model, own in parts for f in measure(model, own, threads, arguments.runs, state=state)]
    tokens = _tokens(bundle.manifest)
    rates = [1000 * tokens[f.signature] / f.median_ms if f.signature in tokens else None for f in figures]
    if arguments.json:
        rated = [{"tokens_per_second": rate} if rate is not None else {} for rate in rates]
        print(json.dumps([figure.__dict__ | rate for figure, rate in zip(figures, rated, strict=True)], indent=2))
        return 0
    rows = [
        (
            f.signature,
            f.threads,
            f"{f.load_ms:.1f} ms",
            f"{f.first_ms:.2f} ms",
            f"{f.median_ms:.3f} ms",
            f"{f.p90_ms:.3f} ms",
            size(f.memory),
            *([f"{rate:.1f}" if rate is not None else ""] if tokens else []),
        )
        for f, rate in zip(figures, rates, strict=True)
    ]
    head = ("signature", "threads", "load", "first run", "median", "90 %", "memory", *(["tokens/s"] if tokens else []))
    print(table([head, *rows]))
    return 0


def _keys(model: Path) -> list[str]:
    """The signatures of one of several models in a container."""
    from ..flatbuffer import mapped_model

    with mapped_model(model) as content:
        return [content.SignatureDefs(i).SignatureKey().decode() for i in range(content.SignatureDefsLength())]


def _tokens(manifest: "Manifest") -> dict[str, int]:
    """How many tokens a call of each signature of a language model reads; nothing for other models."""
    if manifest.postprocess is None or manifest.postprocess.type != "generation":
        return {}
    names = {step.feeds.get("token_ids") for step in manifest.preprocess if step.type in ("text", "ids")}
    shapes = {signature.key: tensor.shape for signature in manifest.signatures for tensor in signature.inputs if tensor.name in names}
    return {key: int(shape[-1]) for key, shape in shapes.items()}


def _powers() -> list[int]:
    return [threads for threads in (1, 2, 4) if threads <= (os.cpu_count() or 1)]
