"""Runs export_one.py in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def export_in_process(tool: str, name: str, folder: str) -> dict[str, Any]:
    """What one export by `tool` of the model `name` into `folder` took, and its file."""
    command = [sys.executable, str(Path(__file__).with_name("export_one.py")), tool, name, folder]
    process = subprocess.run(command, capture_output=True, encoding="utf-8")
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{process.stderr}")
    result: dict[str, Any] = json.loads(process.stdout.splitlines()[-1])
    return result
