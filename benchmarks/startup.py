"""How long the command line takes beside a Python that does nothing: `python benchmarks/startup.py`.

Targets: `--help` at most 8 times, `generate` of the demo at most 30 times.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rounds import ratio, take_turns

ROUNDS = 21
ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "tests" / "golden" / "demo_sentiment_en"  # all that `generate` reads of a bundle
TARGETS = {"--help": 8.0, "generate, new": 30.0, "generate, again": 30.0}


def main() -> None:
    program = shutil.which("litert-sdkgen", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("litert-sdkgen is not installed beside this Python: run `make setup` and use .venv/bin/python")
    with tempfile.TemporaryDirectory() as folder:
        fresh, kept = Path(folder) / "fresh", Path(folder) / "kept"
        generate = [program, "generate", str(MANIFEST), "--out"]
        candidates = {
            "python -c pass": timed([sys.executable, "-c", "pass"]),
            "--help": timed([program, "--help"]),
            "generate, new": timed([*generate, str(fresh)], before=lambda: shutil.rmtree(fresh, ignore_errors=True)),
            "generate, again": timed([*generate, str(kept)]),
        }
        results = take_turns(candidates, ROUNDS)
    print(f"{'':18}{'wall ms':>9}{'CPU ms':>9}{'x wall':>9}{'x CPU':>9}{'target':>9}")
    base_wall, base_cpu = zip(*results["python -c pass"], strict=True)
    for name, figures in results.items():
        wall, cpu = zip(*figures, strict=True)
        shown = "".join(f"{1000 * statistics.median(values):9.1f}" for values in (wall, cpu))
        shown += f"{ratio(wall, base_wall):9.1f}{ratio(cpu, base_cpu):9.1f}"
        print(f"{name:18}{shown}{TARGETS.get(name, 1):9.0f}")


def timed(command: list[str], before: Callable[[], None] = lambda: None) -> Callable[[], tuple[float, float]]:
    """A candidate that runs `command` and gives its (wall, CPU) seconds; `before` does not count."""

    def run() -> tuple[float, float]:
        before()
        used, started = cpu_of_children(), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=os.path.dirname(sys.executable))
        return time.perf_counter() - started, cpu_of_children() - used

    return run


def cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
