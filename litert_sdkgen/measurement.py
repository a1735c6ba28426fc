"""How long a model takes on this machine, on LiteRT's CompiledModel."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .errors import ExportError, MissingDependencyError
from .litert import native_log
from .manifest.model import StatePair


@dataclass(frozen=True)
class Figures:
    """Of one signature. Times in milliseconds; `memory` is what the process grew by while loading and first running, in bytes."""

    signature: str
    threads: int
    load_ms: float
    first_ms: float
    median_ms: float
    p90_ms: float
    memory: int


def measure(
    file: Path, signatures: Sequence[str], threads: int, runs: int, seconds: float | None = None, state: Sequence[StatePair] = ()
) -> list[Figures]:
    """The figures of each signature, on zeros: a dense model takes the same time on any values.

    Args:
        file: a .tflite file.
        signatures: their keys.
        threads: that the CPU's kernels use.
        runs: how many are measured after the first one; fewer, at least 3, where they take longer than `seconds` together.
        seconds: no limit where it is None.
        state: of which what is updated in place is one memory, as on a device.

    Raises:
        MissingDependencyError: ai-edge-litert is not installed.
        ExportError: LiteRT cannot load or run the file.
    """
    try:
        from ai_edge_litert.compiled_model import CompiledModel
        from ai_edge_litert.options import CpuOptions, HardwareAccelerator, Options
    except ImportError:
        raise MissingDependencyError("ai-edge-litert", "Measuring a model") from None
    options = Options(hardware_accelerators=HardwareAccelerator.CPU, cpu_options=CpuOptions(num_threads=threads))
    try:
        with native_log():
            return [_measure(CompiledModel, options, file, key, threads, runs, seconds, state) for key in signatures]
    except RuntimeError as error:
        raise ExportError(f"{file}: LiteRT cannot run this file: {error}") from None


def _measure(
    compiled_model: Any, options: Any, file: Path, key: str, threads: int, runs: int, seconds: float | None, state: Sequence[StatePair]
) -> Figures:
    before, start = _resident(), time.perf_counter()
    model = compiled_model.from_file(str(file), options=options)
    load = time.perf_counter() - start
    index = model.get_signature_index(key)
    inputs, outputs = model.create_input_buffers(index), model.create_output_buffers(index)
    details, names = model.get_input_tensor_details(key), model.get_signature_list()[key]
    for name, buffer in zip(names["inputs"], inputs, strict=True):
        buffer.write(np.zeros([max(1, size) for size in details[name]["shape"]], details[name]["dtype"]))
    for pair in state:
        if pair.update == "in_place" and pair.input in names["inputs"] and pair.output in names["outputs"]:
            outputs[names["outputs"].index(pair.output)] = inputs[names["inputs"].index(pair.input)]

    def timed() -> float:
        start = time.perf_counter()
        model.run_by_index(index, inputs, outputs)
        return time.perf_counter() - start

    first = timed()
    memory = max(0, _resident() - before)
    times = [timed() for _ in range(min(3, runs))]
    while len(times) < runs and (seconds is None or sum(times) < seconds):
        times.append(timed())
    times.sort()
    tenth_slowest = times[min(len(times) - 1, int(len(times) * 0.9))]
    return Figures(key, threads, 1000 * load, 1000 * first, 1000 * statistics.median(times), 1000 * tenth_slowest, memory)


def _resident() -> int:
    """Bytes of this process in memory, 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0
