"""Gradle builds for the tests: their files, one call of Gradle, and what came of it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "build.gradle"
TOOL = Path(sys.executable).with_name("litert-sdkgen")
_TASK = re.compile(r"^(?:> Task )?(:[\w:]+)(?: (UP-TO-DATE|FROM-CACHE|NO-SOURCE|SKIPPED|FAILED))?$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What a build left: all it printed, and per task `EXECUTED` or the word that Gradle put behind its name."""

    text: str
    tasks: dict[str, str]

    def says(self, *words: str) -> bool:
        """Whether all of `words` were printed, whatever the line breaks."""
        text = " ".join(self.text.split())
        missing = [word for word in words if word not in text]
        assert not missing, f"not printed: {missing}\n{self.text}"
        return True


@dataclass(frozen=True)
class Gradle:
    """One version of Gradle, and the options that every build of it gets."""

    version: str
    command: tuple[str, ...]
    options: tuple[str, ...]

    def run(self, project: Path, *arguments: str, fails: bool = False, environment: Mapping[str, str] | None = None) -> Outcome:
        """Runs tasks and asserts whether the build fails. `environment` takes the place of some variables."""
        line = [*self.command, "--console=plain", *self.options, *arguments]
        result = subprocess.run(
            line,
            cwd=project,
            env=os.environ | dict(environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        assert (result.returncode != 0) == fails, f"exit code {result.returncode}\n{result.stdout}"
        return Outcome(result.stdout, {name: word or "EXECUTED" for name, word in _TASK.findall(result.stdout)})


def groovy(value: object) -> str:
    """A text as a literal of a build script."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


APPLY = f"apply from: {groovy(PLUGIN)}\nlitertSdk.executable = file(findProperty('tool') ?: {groovy(TOOL)})\n"


def write(directory: Path, files: Mapping[str, str]) -> Path:
    """Writes files below `directory` and returns it."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


def bundle(directory: Path, golden: str, size: int | None = None, **changes: Any) -> Path:
    """A bundle as far as the generator reads it: the manifest of a golden case, with the model's size and fields changed or added."""
    manifest = json.loads((ROOT / "tests" / "golden" / golden / "manifest.json").read_text(encoding="utf-8"))
    if size is not None:
        manifest["model"]["bytes"] = size
    write(directory, {"manifest.json": json.dumps({**manifest, **changes}, indent=2)})
    return directory


def files_of(directory: Path) -> set[str]:
    """Paths of all files below `directory`."""
    return {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()}
