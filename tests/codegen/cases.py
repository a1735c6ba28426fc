"""The golden cases: a folder each, with a manifest and the sources that it gives."""

import json
from pathlib import Path
from typing import Literal

from litert_sdkgen.codegen import Options, default_class_name
from litert_sdkgen.manifest import Manifest, read

TESTS = Path(__file__).resolve().parents[1]
GOLDEN = TESTS / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
LANGUAGES: tuple[Literal["kotlin", "java"], ...] = ("kotlin", "java")


def manifest_of(case: str) -> Manifest:
    return read((GOLDEN / case / "manifest.json").read_text(encoding="utf-8"))


def options_of(case: str, language: Literal["kotlin", "java"]) -> Options:
    """Over the canonical runtime, so that one build compiles all cases; `options.json` overrides."""
    file = GOLDEN / case / "options.json"
    overrides = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return Options(
        package=f"golden.{case}" if language == "kotlin" else f"golden.{case}.java",
        class_name=default_class_name(case),
        bundle_path=case,
        language=language,
        runtime_package="dev.litert.sdkgen.runtime",
        emit_runtime=False,
        **overrides,
    )
