"""Runs export_one.py in a process of its own. Linux only."""

import json
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def export_in_process(tool: str, name: str, folder: str) -> dict[str, Any]:
    """What one export by `tool` of the model `name` into `folder` took, and its file.

    `memory` is what the process' own memory grew by at most, in bytes, seen from outside; pages of files are not in it.
    """
    command = [sys.executable, str(Path(__file__).with_name("export_one.py")), tool, name, folder]
    with tempfile.TemporaryFile("w+") as errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the model is there
        before = peak = own_memory(process.pid)
        while not select.select([process.stdout], [], [], 0.003)[0]:
            peak = max(peak, own_memory(process.pid))
        lines = process.stdout.read().splitlines()
        if process.wait():
            errors.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{errors.read()}")
    result: dict[str, Any] = json.loads(lines[-1])
    return result | {"memory": peak - before}


def own_memory(process: int) -> int:
    """Bytes of memory that belong to no file."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))  # none once it has ended
