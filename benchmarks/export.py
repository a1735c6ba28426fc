"""Our export beside `model.export(path, format="litert")`: `python benchmarks/export.py [MODEL ... | speed | checkpoint]`.

Models are those of export_models.py, BERT-base, GPT-2 and ResNet50 by default. `speed` measures files of BERT-base, `checkpoint` exports
1.5 billion parameters from disk. Each export has a process of its own, and the tools take turns. `memory` is the growth of the process'
own memory; `with files` counts the pages of files too, which are the system's to take back. Keras needs 10 GB for `llama_250m`. Linux
only, since it asks the kernel for both.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import export_checkpoint
import export_speed
from export_process import export_in_process
from rounds import ratio, take_turns

TOOLS = {"model.export": "keras", "ours, the file": "file", "ours, all of it": "export"}
PARTS = {"speed": export_speed.main, "checkpoint": export_checkpoint.main}
_MANY_ROUNDS = ("tiny", "medium")


def main() -> None:
    parts = sys.argv[1:] or ["bert_base", "gpt2", "resnet50", *PARTS]
    models = [part for part in parts if part not in PARTS]
    if models:
        columns = f"{'CPU s':>7}{'x':>6}{'wall s':>8}{'memory MB':>11}{'of weights':>12}{'with files':>12}{'file MB':>9}"
        print(f"{'model':11}{'':16}{columns}  runs on LiteRT")
    for name in models:
        measure(name)
    for part in parts:
        if part in PARTS:
            PARTS[part]()


def measure(name: str) -> None:
    candidates = {label: exported(tool, name) for label, tool in TOOLS.items()}
    results = take_turns(candidates, 3) if name in _MANY_ROUNDS else {label: [candidate()] for label, candidate in candidates.items()}
    reference = results["model.export"]
    for label, rounds in results.items():
        keys = "cpu", "wall", "memory", "weights", "with_files", "bytes"
        cpu, wall, memory, weights, mapped, file = (statistics.median(column(rounds, key)) for key in keys)
        times = ratio(column(rounds, "cpu"), column(reference, "cpu"))
        figures = f"{cpu:7.1f}{times:6.2f}{wall:8.1f}{memory / 1e6:11.0f}{memory / weights:12.2f}{mapped / 1e6:12.0f}{file / 1e6:9.1f}"
        print(f"{name:11}{label:16}{figures}  {rounds[0]['runs'][:70]}", flush=True)


def exported(tool: str, name: str) -> Callable[[], dict[str, Any]]:
    """A candidate that exports in a fresh process and gives what export_one.py printed."""

    def run() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            return export_in_process(tool, name, folder)

    return run


def column(rounds: list[dict[str, Any]], key: str) -> list[float]:
    return [float(result[key]) for result in rounds]


if __name__ == "__main__":
    main()
