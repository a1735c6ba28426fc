"""Our export beside `model.export(path, format="litert")`, for a tiny and a medium BERT classifier: `python benchmarks/export.py`;
`python benchmarks/export.py base` for one of BERT-base's size (several minutes).

Each export has a process of its own; both tools take turns. Ours includes the proof against Keras, the bundle and the sources. Linux only,
since it asks the kernel for the peak of memory.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rounds import ratio, take_turns

ROUNDS = 3
TOOLS = {"model.export": "keras", "litert-sdkgen": "litert_sdkgen"}


def main() -> None:
    print(f"{'model':8}{'':15}{'CPU s':>7}{'x':>6}{'wall s':>8}{'memory MB':>11}{'x':>6}{'file MB':>9}  runs on LiteRT")
    for size in sys.argv[1:] or ("tiny", "medium"):
        results = take_turns({name: exported(tool, size) for name, tool in TOOLS.items()}, ROUNDS)
        reference = results["model.export"]
        for name, rounds in results.items():
            cpu, wall, memory, file = (statistics.median(column(rounds, key)) for key in ("cpu", "wall", "memory", "bytes"))
            times = [ratio(column(rounds, key), column(reference, key)) for key in ("cpu", "memory")]
            figures = f"{cpu:7.1f}{times[0]:6.2f}{wall:8.1f}{memory / 1000:11.0f}{times[1]:6.2f}{file / 1e6:9.1f}"
            print(f"{size:8}{name:15}{figures}  {rounds[0]['runs'][:90]}", flush=True)


def exported(tool: str, size: str) -> Callable[[], dict[str, Any]]:
    """A candidate that exports in a fresh process and gives what export_one.py printed."""

    def run() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, str(Path(__file__).with_name("export_one.py")), tool, size, folder]
            process = subprocess.run(command, capture_output=True, encoding="utf-8")
        if process.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{process.stderr}")
        result: dict[str, Any] = json.loads(process.stdout.splitlines()[-1])
        return result

    return run


def column(rounds: list[dict[str, Any]], key: str) -> list[float]:
    return [float(result[key]) for result in rounds]


if __name__ == "__main__":
    main()
