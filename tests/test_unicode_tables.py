"""The Unicode tables in the runtime are what their generator makes of the data that KerasHub uses here."""

import importlib.util
import pathlib
import unicodedata
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """The script, loaded from its file, since it belongs to no package."""
    spec = importlib.util.spec_from_file_location("unicode_tables", pathlib.Path(__file__).with_name("unicode_tables.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_kotlin_source_is_up_to_date(generator: ModuleType) -> None:
    assert generator.KOTLIN.read_text(encoding="utf-8") == generator.render(), (
        "UnicodeTables.kt differs from what tests/unicode_tables.py makes of the installed regex and unicodedata: "
        "if their versions are meant to change, run that script and commit the file"
    )


def test_numbers_are_encoded_five_bits_a_character(generator: ModuleType) -> None:
    assert generator.encode([0, 31, 32, 1024 + 5]) == "0" + "O" + "P1" + "UP1"
    assert [generator.zigzag(difference) for difference in (0, -1, 1, -2, 2)] == [0, 1, 2, 3, 4]


def test_table_digits_need_no_escape_in_a_raw_string(generator: ModuleType) -> None:
    digits = {character for _, table in generator.tables().values() for character in table}
    assert digits <= set(map(chr, range(ord("0"), ord("0") + 64)))


def test_decompositions_rebuild_normalization(generator: ModuleType) -> None:
    """A table that misses an entry would still equal itself: what composes must be exactly what NFC composes."""
    composing = {code_point for code_point, kind, _ in generator.decompositions() if kind == 2}
    hangul = range(0xAC00, 0xD7A4)  # composed by arithmetic
    for code_point in generator.CODE_POINTS:
        character = chr(code_point)
        composes = len(unicodedata.normalize("NFD", character)) > 1 and unicodedata.normalize("NFC", character) == character
        assert composes == (code_point in composing or code_point in hangul), hex(code_point)
