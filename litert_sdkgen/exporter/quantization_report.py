"""What quantizing a model cost and gained: answers beside Keras, size and speed beside the float32 file."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..litert import opened_in_little_memory
from ..manifest.contract import output_references
from ..manifest.quantization import QuantizationReport
from ..measurement import measure
from .calibration import Examples
from .cures import reference
from .plan import ExportPlan, PlannedSignature
from .variables import size_of
from .verification import keras_outputs

_MOST_EXAMPLES = 50
_MOST_COMPARED = 1 << 30  # bytes of float32 weights; above, a second file would cost more than its figures tell
_RUNS, _SECONDS = 30, 1.0


@dataclass(frozen=True)
class Speed:
    """Median milliseconds of a run of one signature on this machine, one thread: of the float32 file, and of the quantized one."""

    signature: str
    float32_ms: float
    quantized_ms: float


@dataclass(frozen=True)
class Comparison:
    """`report` is what the manifest records. Times differ from run to run, so a manifest that is the same each time holds none."""

    report: QuantizationReport
    speeds: tuple[Speed, ...]


def compare(path: Path, plan: ExportPlan, examples: Examples, write_float32: Callable[[Path], None]) -> Comparison:
    """Runs the quantized file at `path` beside Keras, and beside the float32 file that `write_float32` writes where it is told."""
    count, agreement = _agreement(path, plan, examples)
    if 4 * size_of(plan.model) > _MOST_COMPARED:
        return Comparison(QuantizationReport(count, agreement), ())
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        single = Path(folder) / "float32.tflite"
        write_float32(single)
        keys = [signature.key for signature in plan.signatures]
        times = [measure(file, keys, threads=1, runs=_RUNS, seconds=_SECONDS) for file in (single, path)]
        speeds = tuple(Speed(a.signature, a.median_ms, b.median_ms) for a, b in zip(*times, strict=True))
        return Comparison(QuantizationReport(count, agreement, single.stat().st_size), speeds)


def _agreement(path: Path, plan: ExportPlan, examples: Examples) -> tuple[int, float | None]:
    count = places = same = 0
    with opened_in_little_memory(path) as file, reference(plan.model):
        for signature in plan.signatures:
            answers = _answers(plan, signature)
            for inputs in examples[signature.key][:_MOST_EXAMPLES]:
                count += 1
                expected, got = keras_outputs(signature, inputs), file.run(signature.key, inputs)
                for name in answers:
                    if expected[name].dtype.kind == "f" and expected[name].ndim and expected[name].shape[-1] > 1:
                        equal = _first(expected[name]) == _first(got[name])
                        places, same = places + equal.size, same + int(equal.sum())
    return count, float(f"{same / places:.4g}") if places else None


def _answers(plan: ExportPlan, signature: PlannedSignature) -> list[str]:
    """The outputs that the device reads an answer from; all of them where nothing says so."""
    if plan.postprocess is None:
        return list(signature.output_names)
    read = set(output_references(plan.postprocess).values())
    return [name for name in signature.output_names if name in read]


def _first(values: Any) -> Any:
    return np.atleast_1d(np.argmax(values, axis=-1))
