"""docs/errors.md cannot rot: each message is printed by a source, and the test that its row names looks for words of it."""

import ast
import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from test_documents import DOCS, is_printed

TESTS = Path(__file__).resolve().parent
_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| `([^`|]+)::(\w+)` \|$", re.MULTILINE)
TABLE = (DOCS / "errors.md").read_text(encoding="utf-8")
ROWS = _ROW.findall(TABLE)
_WORDS = 10  # characters in a row that message and test must share


def test_every_row_was_read() -> None:
    lines = [line for line in TABLE.splitlines() if line.startswith("| `")]
    assert len(ROWS) == len(lines) > 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_message_is_printed_and_a_test_causes_it(row: tuple[str, ...]) -> None:
    message, _, _, file, name = row
    assert is_printed(message), f"no source prints {message!r}"
    wanted = [part.strip() for part in message.split("...") if part.strip()]
    texts = literals(TESTS / file, name)
    assert texts, f"{file} has no {name}"
    assert any(shared(part, text) >= min(_WORDS, len(part)) for part in wanted for text in texts), f"{name} does not look for {message!r}"


def literals(file: Path, name: str) -> list[str]:
    """The texts in a test, or in a module's constant that tests share; of a pattern, what it matches literally."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if name in ([node.name] if isinstance(node, ast.FunctionDef) else [getattr(target, "id", None) for target in targets]):
            found = [leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)]
            return [re.sub(r"\\(.)", r"\1", text) for text in found]
    return []


def shared(first: str, second: str) -> int:
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size
