"""Values on the command line: what is taken, and what is said about the rest."""

import json
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from litert_sdkgen.cli import _parser
from litert_sdkgen.commands import argument_types
from litert_sdkgen.commands.table import size, table
from litert_sdkgen.errors import UsageError

from .conftest import Cli


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (argument_types.positive, "128", 128),
        (argument_types.positive_number, "1e-3", 1e-3),
        (argument_types.byte_count, "40000000", 40_000_000),
        (argument_types.byte_count, "1.5mb", 1_500_000),
        (argument_types.image_size, "224", (224, 224)),
        (argument_types.image_size, "224x320", (224, 320)),
        (argument_types.pinned_input, "token_ids:int32[1,64]", ("token_ids", ("int32", (1, 64)))),
        (argument_types.pinned_input, "a:b/0:float32[1, 2 ,3]", ("a:b/0", ("float32", (1, 2, 3)))),
        (argument_types.pinned_input, "step:int32[]", ("step", ("int32", ()))),
        (argument_types.given_tensor, "a=1,2", ("a", "1,2")),
        (argument_types.given_tensor, "a=b=c.npy", ("a", "b=c.npy")),
    ],
)
def test_values(reader: Callable[[str], Any], text: str, value: object) -> None:
    assert reader(text) == value


def test_options_may_stand_anywhere(cli: Cli) -> None:
    for order in (
        ["b", "--top", "3", "x", "--greedy", "y"],
        ["--top", "3", "b", "x", "y", "--greedy"],
        ["b", "x", "y", "--greedy", "--top", "3"],
    ):
        arguments = _parser().parse_args(["run", *order])
        assert (arguments.bundle, arguments.content, arguments.top, arguments.greedy) == (Path("b"), ["x", "y"], 3, True)
    assert _parser().parse_args(["run", "b", "--", "--top"]).content == ["--top"]
    for order in (["--top", "3"], ["b", "x", "--unknown"], ["b", "--top"]):
        outcome = cli("run", *order)
        assert outcome.code == 2 and ("usage: litert-sdkgen run" in outcome.err or "unrecognized arguments: --unknown" in outcome.err)


@pytest.mark.parametrize(
    ("reader", "texts", "accepted"),
    [
        (argument_types.positive, ["0", "-1", "1.5", "x", "", "9999999999", "١"], "a whole number from 1 on"),
        (argument_types.positive_number, ["0", "-1", "nan", "inf", "x"], "a positive number such as 1e-3"),
        (argument_types.byte_count, ["0", "-1", "x", "MB", "1.MB", "4TB", ""], "a number of bytes such as 40000000 or 40MB"),
        (argument_types.image_size, ["0", "224x0", "x224", "224x", "-1", "224x224x3"], "224x320"),
        (argument_types.pinned_input, ["a", "a:int32", "a:int32[1", "a:int32[0]", "a:int32[1,]", "a:[1]", ":int32[1]"], "token_ids:int32"),
        (argument_types.given_tensor, ["a", "=1", "a="], "NAME=VALUES"),
    ],
)
def test_what_is_no_value(reader: Callable[[str], Any], texts: list[str], accepted: str) -> None:
    for text in texts:
        with pytest.raises(ArgumentTypeError) as error:
            reader(text)
        assert accepted in str(error.value) and f"Received: {text!r}" in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "labels"),
    [
        ("labels.txt", "cat\ndog\n", ["cat", "dog"]),
        ("labels.txt", "\ufeffcat\r\ndog\r\n\r\n", ["cat", "dog"]),
        ("labels", 'tench\n"$x" */ </script>\ncrane 🏗\ncrane', ["tench", '"$x" */ </script>', "crane 🏗", "crane"]),
        ("labels.txt", "one\u2028label\n two \n", ["one\u2028label", " two "]),
        ("labels.json", '["a", "line\\nbreak"]', ["a", "line\nbreak"]),
        ("LABELS.JSON", '["a"]', ["a"]),
    ],
)
def test_labels(tmp_path: Path, name: str, content: str, labels: list[str]) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode())
    assert argument_types.labels(path) == labels


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("labels.txt", b"", "the file is empty"),
        ("labels.txt", b"\n\n", "the file is empty"),
        ("labels.json", b"[]", "the file is empty"),
        ("labels.txt", b"cat\n\ndog\n", "label 1 (counted from 0) is empty"),
        ("labels.json", b'["a", ""]', "label 1 (counted from 0) is empty"),
        ("labels.txt", b"caf\xe9\n", "cannot be read: not UTF-8 (invalid continuation byte at byte 3)"),
        ("labels.json", b"[", "not JSON"),
        ("labels.json", b"[" * 100_000, "not JSON"),
        ("labels.json", b'{"0": "a"}', "expected a list of strings"),
        ("labels.json", b'["a", 1]', "expected a list of strings"),
    ],
)
def test_what_is_no_file_of_labels(tmp_path: Path, name: str, content: bytes, text: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        argument_types.labels(path)
    assert text in str(error.value) and str(path) in str(error.value)


def test_labels_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(UsageError, match="cannot be read: "):
            argument_types.labels(path)


def test_tables_align_and_escape() -> None:
    assert table([("a", "bb"), ("ccc", 1), ("\x1b[31m", "")]) == "  a         bb\n  ccc       1\n  \\x1b[31m"
    assert [size(n) for n in (0, 999, 1000, 1_500_000, 4_000_000_000)] == ["0 bytes", "999 bytes", "1.0 KB", "1.5 MB", "4.00 GB"]
    assert json.dumps("é", ensure_ascii=False) in table([(json.dumps("é", ensure_ascii=False),)])
