"""Exit codes and what is said on the way out."""

import os
import subprocess
import sys

import pytest

from litert_sdkgen.commands import inspect
from litert_sdkgen.errors import ManifestError, UsageError
from litert_sdkgen.version import VERSION

from .conftest import GOLDEN, Cli

HINT = "(a fault of litert-sdkgen; use --debug for the traceback)"
PIP = 'Install it with: pip install "litert-sdkgen[keras]"'


def test_version_and_help_are_no_errors(cli: Cli) -> None:
    assert (cli("--version").code, cli("--version").out) == (0, f"litert-sdkgen {VERSION}\n")
    help_text = cli("--help")
    assert help_text.code == 0
    for command in ("export", "generate", "run", "inspect", "verify"):
        assert f"\n    {command} " in help_text.out
        assert cli(command, "--help").code == 0


@pytest.mark.parametrize("arguments", ["", "nothing", "export", "export --preset a --model b --out c", "export --out c", "generate x"])
def test_a_wrong_command_line_is_usage(cli: Cli, arguments: str) -> None:
    outcome = cli(*arguments.split())
    assert outcome.code == 2
    assert outcome.err.startswith("usage: litert-sdkgen")


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (ManifestError("manifest.name", "wrong"), 1, "manifest.name: wrong"),
        (UsageError("one\n  two\tthree"), 2, "one two three"),
        (KeyboardInterrupt(), 130, "interrupted; nothing was left half written"),
        (RuntimeError("boom"), 1, f"unexpected RuntimeError: boom {HINT}"),
        (ModuleNotFoundError("no", name="numpy"), 1, f"This command needs numpy, which is not installed. {PIP}"),
        (ModuleNotFoundError("no", name="other"), 1, f"unexpected ModuleNotFoundError: no {HINT}"),
    ],
)
def test_each_failure_is_one_paragraph_with_its_code(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, text: str
) -> None:
    def fail(arguments: object) -> int:
        raise error

    monkeypatch.setattr(inspect, "execute", fail)
    outcome = cli("inspect", "x")
    assert (outcome.code, outcome.err) == (code, f"litert-sdkgen: error: {text}\n")


@pytest.mark.parametrize("arguments", [("--debug", "inspect", "/none"), ("inspect", "/none", "--debug")])
def test_debug_shows_the_traceback_from_either_place(cli: Cli, arguments: tuple[str, ...]) -> None:
    outcome = cli(*arguments)
    assert "Traceback (most recent call last)" in outcome.err
    assert "there is no such directory" in outcome.error


def test_a_reader_that_has_seen_enough_is_no_disaster() -> None:
    """As in `litert-sdkgen inspect ... | head -0`: the pipe is closed before anything is written."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "litert_sdkgen", "inspect", str(GOLDEN / "plain_dense")]
    process = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (process.returncode, process.stderr) == (1, b"")
