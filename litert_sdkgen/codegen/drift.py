"""What differs between sources on disk and those that would be generated now."""

import difflib
from collections.abc import Mapping
from pathlib import Path


def diff(expected: Mapping[str, str], root: Path) -> str:
    """A unified diff from the files below `root` to `expected` (path -> text); empty if they agree.

    Line ends do not count: a checkout on Windows may have changed them. Files below `root` that are not expected belong to others.
    """
    return "".join(_file_diff(path, text, root) for path, text in sorted(expected.items()))


def _file_diff(path: str, text: str, root: Path) -> str:
    file = root / path
    found = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    if found == text:
        return ""
    lines = difflib.unified_diff(
        found.splitlines(keepends=True),
        text.splitlines(keepends=True),
        fromfile=f"{path} (on disk)" if file.is_file() else f"{path} (missing)",
        tofile=f"{path} (generated)",
    )
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
