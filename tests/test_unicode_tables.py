"""The Unicode tables in the runtime are what their generator makes of the data that KerasHub uses here."""

import unicodedata

import unicode_tables

from litert_sdkgen.hub.tokenizers import code_points


def test_kotlin_source_is_up_to_date() -> None:
    assert unicode_tables.KOTLIN.read_text(encoding="utf-8") == unicode_tables.render(), (
        "UnicodeTables.kt differs from what tests/unicode_tables.py makes of the installed regex and unicodedata: "
        "if their versions are meant to change, run that script and commit the file"
    )


def test_numbers_are_encoded_five_bits_a_character() -> None:
    assert code_points.encode([0, 31, 32, 1024 + 5]) == "0" + "O" + "P1" + "UP1"
    assert [code_points.zigzag(difference) for difference in (0, -1, 1, -2, 2)] == [0, 1, 2, 3, 4]


def test_table_digits_need_no_escape_in_a_raw_string() -> None:
    digits = {character for _, table in unicode_tables.tables().values() for character in table}
    assert digits <= set(map(chr, range(ord("0"), ord("0") + 64)))


def test_decompositions_hold_all_that_composes() -> None:
    """A table that misses an entry would still equal itself: what composes must be exactly what NFC composes."""
    composing = {code_point for code_point, kind, _ in unicode_tables.decompositions() if kind == 2}
    hangul = range(0xAC00, 0xD7A4)  # composed by arithmetic
    for code_point in unicode_tables.CODE_POINTS:
        character = chr(code_point)
        composes = len(unicodedata.normalize("NFD", character)) > 1 and unicodedata.normalize("NFC", character) == character
        assert composes == (code_point in composing or code_point in hangul), hex(code_point)
