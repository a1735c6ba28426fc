"""The checked-in JSON schema, and manifests on their way through text."""

import json
from pathlib import Path

import jsonschema
import pytest

from litert_sdkgen.manifest import read, write
from litert_sdkgen.manifest.schema import schema

TESTS = Path(__file__).resolve().parents[1]
SCHEMA = TESTS.parent / "litert_sdkgen" / "manifest" / "manifest.schema.json"
GOOD = sorted(TESTS.glob("golden/*/manifest.json"))


def test_the_checked_in_schema_is_current(update_golden: bool) -> None:
    if update_golden:
        SCHEMA.write_text(schema(), encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run: pytest tests/manifest/test_schema.py --update-golden"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.parent.name)
def test_good_manifests_pass(path: Path) -> None:
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), json.loads(schema()))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.parent.name)
def test_reading_and_writing_gives_the_same_bytes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert write(read(text)) == text
    assert read(write(read(text))) == read(text)
