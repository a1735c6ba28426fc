"""Generated sources equal those that are checked in. The Maven build in tests/kotlin compiles and runs them."""

import shutil
from pathlib import Path
from typing import Literal

import pytest

from litert_sdkgen.codegen import diff, generate, generate_tests
from litert_sdkgen.version import VERSION

from .cases import CASES, GOLDEN, LANGUAGES, TESTS, manifest_of, options_of

COMMAND = "pytest tests/codegen/test_golden.py --update-golden"
SELFTESTS = TESTS / "selftest"
WITH_SELFTEST = [case for case in CASES if manifest_of(case).samples is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_wrapper(case: str, language: Literal["kotlin", "java"], update_golden: bool) -> None:
    sources = generate(manifest_of(case), options_of(case, language))
    check(sources, GOLDEN / case / language, update_golden)


@pytest.mark.parametrize("case", WITH_SELFTEST)
def test_selftest(case: str, update_golden: bool) -> None:
    sources = generate_tests(manifest_of(case), options_of(case, "kotlin"))
    check({path: text for path, text in sources.items() if path.endswith("SelfTest.kt")}, SELFTESTS / case, update_golden)


def test_no_stray_folders() -> None:
    """A case that lost its manifest would go unnoticed otherwise."""
    for case in CASES:
        assert {path.name for path in (GOLDEN / case).iterdir()} <= {"manifest.json", "options.json", *LANGUAGES}
    assert sorted(path.name for path in SELFTESTS.iterdir()) == WITH_SELFTEST


def check(sources: dict[str, str], folder: Path, update: bool) -> None:
    """Compares with the tool's version left out, so that a release does not touch every file."""
    expected = {path: text.replace(f"litert-sdkgen {VERSION}", "litert-sdkgen $VERSION", 1) for path, text in sources.items()}
    if update:
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in expected.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found - set(expected) == set(), f"{folder} holds files that are not generated any more. Run: {COMMAND}"
    difference = diff(expected, folder)
    assert not difference, f"generated sources changed. If that is intended, run: {COMMAND}\n{difference}"
