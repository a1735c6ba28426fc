"""One export in this process, measured: `python export_one.py TOOL MODEL FOLDER`. Linux only.

Prints a line when the export begins, one when it has ended, and a line of JSON.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import export_models
import keras
import numpy as np

import litert_sdkgen
from litert_sdkgen.errors import SdkgenError
from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import opened_in_little_memory
from litert_sdkgen.manifest.quantization import Quantize


def main(tool: str, name: str, folder: str) -> None:
    model = export_models.build(name)
    weights = sum(4 * int(np.prod(variable.shape)) for variable in model.variables)
    forget_peak()
    print("begins", flush=True)
    memory, cpu, wall = status("VmRSS"), time.process_time(), time.perf_counter()
    file = TOOLS[tool](model, Path(folder))
    cpu, wall, memory = time.process_time() - cpu, time.perf_counter() - wall, 1024 * (status("VmHWM") - memory)
    print("ended", flush=True)
    figures = {"cpu": cpu, "wall": wall, "with_files": memory, "weights": weights, "bytes": file.stat().st_size}
    print(json.dumps({**figures, "file": str(file), "runs": runs(file)}))


def with_keras(model: Any, folder: Path) -> Path:
    """What Keras itself offers; it compares nothing."""
    file = folder / "model.tflite"
    model.export(str(file), format="litert", verbose=False)
    return file


def with_keras_at_fixed_size(model: Any, folder: Path) -> Path:
    """The same for 128 tokens, where Keras leaves the length open otherwise and a file runs on a single token."""
    inputs = {name: keras.Input((128,), 1, dtype="int32", name=name) for name in model.input}
    return with_keras(keras.Model(inputs, model(inputs)), folder)


def file_alone(model: Any, folder: Path, quantize: Quantize = "none") -> Path:
    """The same with ours: planned, traced, converted and written, not compared."""
    file = folder / "model.tflite"
    plan, _ = plan_for(model, Request("model"))
    routes.streaming(plan, file, quantize)
    return file


def whole_export(model: Any, folder: Path) -> Path:
    """What a user gets: the file, proven against Keras on LiteRT, with its bundle and sources."""
    return litert_sdkgen.export(model, folder, name="model", target="jvm").model_file


TOOLS = {
    "keras": with_keras,
    "keras_fixed": with_keras_at_fixed_size,
    "file": file_alone,
    "file_int8": lambda model, folder: file_alone(model, folder, "dynamic_int8"),
    "export": whole_export,
}


def runs(file: Path) -> str:
    """Whether LiteRT loads and runs the file on zeros, or what it says."""
    try:
        with opened_in_little_memory(file) as model:
            (signature,) = model.signatures()
            model.run(signature.key, {tensor.name: np.zeros(tensor.shape, tensor.dtype) for tensor in signature.inputs})
    except (SdkgenError, RuntimeError, ValueError) as error:
        return f"no: {str(error).partition(': ')[2] or error}"
    return "yes"


def forget_peak() -> None:
    """Importing TensorFlow peaks higher than a small export; Linux sets the mark back on request."""
    Path("/proc/self/clear_refs").write_text("5")


def status(key: str) -> int:
    """Kilobytes of memory that Linux accounts to this process under `key`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:"))


if __name__ == "__main__":
    main(*sys.argv[1:])
