"""What a quantization cost and gained, for people and for programs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SdkgenError

if TYPE_CHECKING:
    from ..exporter.quantization_report import Comparison
    from ..manifest.model import Manifest


def quantization_lines(manifest: "Manifest", comparison: "Comparison") -> str:
    """Size, answers and speed, a line each."""
    from ..manifest.model import COMPARED_WITH
    from .table import size

    report, figures = comparison.report, manifest.verification
    other, lines = COMPARED_WITH[figures.reference], []
    if report.float32_bytes is not None:
        ratio = manifest.model.bytes / report.float32_bytes
        lines.append(f"size {size(manifest.model.bytes)}, {ratio:.2f} of float32's {size(report.float32_bytes)}")
    cosine = "" if figures.min_cosine is None else f", cosine at least {figures.min_cosine:.4g}"
    lines.append(f"at most {figures.max_abs_difference:.3g} from {other}{cosine}")
    if report.agreement is not None:
        lines.append(f"{report.agreement:.1%} of the answers as {other} gives them, over {report.examples} examples")
    for speed in comparison.speeds:
        factor = speed.float32_ms / speed.quantized_ms
        lines.append(
            f"{speed.signature}: {speed.quantized_ms:.3g} ms a run, {factor:.2f} times float32's speed ({speed.float32_ms:.3g} ms)"
        )
    return f"Quantized ({manifest.model.quantization.mode}):\n" + "\n".join(f"  {line}" for line in lines)


def write_report(path: Path, manifest: "Manifest", comparison: "Comparison") -> None:
    """The same as JSON, with the times that no manifest holds."""
    report, figures = comparison.report, manifest.verification
    form = {
        "mode": manifest.model.quantization.mode,
        "bytes": manifest.model.bytes,
        "float32_bytes": report.float32_bytes,
        "max_abs_difference": figures.max_abs_difference,
        "min_cosine": figures.min_cosine,
        "examples": report.examples,
        "agreement": report.agreement,
        "latency_ms": {
            speed.signature: {"float32": round(speed.float32_ms, 4), "quantized": round(speed.quantized_ms, 4)}
            for speed in comparison.speeds
        },
    }
    try:
        path.write_text(json.dumps(form, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise SdkgenError(f"--report {path}: cannot be written: {error.strerror}. The bundle is complete") from None
