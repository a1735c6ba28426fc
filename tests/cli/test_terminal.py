"""What a user sees while a command works: our lines, and nothing of native libraries."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from litert_sdkgen.commands import progress as display
from litert_sdkgen.commands.progress import ProgressDisplay

ROOT = Path(__file__).parents[2]

# Writes past Python, as TensorFlow does, before, within and after a quiet command, and at exit.
NOISY = """
import atexit, os, sys
from litert_sdkgen.commands.native_log import quiet
atexit.register(lambda: os.write(2, b"at exit\\n"))
with quiet(debug=len(sys.argv) > 1):
    os.write(2, b"native\\n")
    print("ours", file=sys.stderr)
    print(os.environ["KERAS_BACKEND"])
os.write(2, b"after\\n")
print("still ours", file=sys.stderr)
"""


def noisy(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", NOISY, *arguments], cwd=ROOT, capture_output=True, text=True)


def test_native_noise_is_kept_away_from_the_terminal() -> None:
    process = noisy()
    # Handlers run last first: ours, then the one that was registered before the command ran and speaks like a destructor.
    assert (process.returncode, process.stderr, process.stdout) == (0, "ours\nafter\nstill ours\n", "tensorflow\n")


def test_debug_shows_everything() -> None:
    assert noisy("--debug").stderr == "native\nours\nafter\nstill ours\nat exit\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_each_phase_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressDisplay() as progress:
        progress("loading")
        assert stream.getvalue() == "loading ...\n", "said when it starts, not when it is over"
        progress("writing")
    assert stream.getvalue() == "loading ...\nwriting ...\n"


def test_on_a_terminal_a_spinner_gives_way_to_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressDisplay() as progress:
        progress("loading")
        progress("writing")
    lines = stream.getvalue().splitlines()
    assert any(line.endswith("loading: 0.0 s") for line in lines)
    assert lines[-1].endswith("writing: 0.0 s")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a display believes have gone by."""
    seconds = [0.0]
    monkeypatch.setattr(display.time, "monotonic", lambda: seconds[0])
    return seconds


def write_slowly(progress: ProgressDisplay, clock: list[float]) -> None:
    """A gigabyte in 100 s."""
    progress("writing the file", 0, 10**9)
    for done in range(1, 101):
        clock[0] = done
        progress("writing the file", done * 10**7, 10**9)


def test_a_long_phase_tells_how_far_it_is_and_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressDisplay() as progress:
        write_slowly(progress, clock)
        progress("comparing", 3, 12, "runs")
    lines = stream.getvalue().splitlines()
    assert lines[0] == "writing the file ..."
    assert lines[1:3] == [
        "writing the file: 100.0 MB of 1.00 GB, 1 min 30 s left ...",
        "writing the file: 200.0 MB of 1.00 GB, 1 min 20 s left ...",
    ]
    assert len(lines) == 1 + 10 + 1, "a line for ten seconds, however often the writer calls"
    assert lines[-1] == "comparing: 3 of 12 ..."


def test_a_terminal_shows_how_far_a_long_phase_is(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    shown: list[str] = []
    with ProgressDisplay() as progress:
        monkeypatch.setattr(progress._status, "update", shown.append)
        write_slowly(progress, clock)
    assert shown[:3] == [
        "writing the file",
        "writing the file: 10.0 MB of 1.00 GB",
        "writing the file: 20.0 MB of 1.00 GB, 1 min 38 s left",
    ]
    assert shown[-1] == "writing the file: 1.00 GB of 1.00 GB, 0 s left"
    assert stream.getvalue().splitlines()[-1].endswith("writing the file: 100.0 s"), "and once, how long it took"


def test_a_phase_that_fails_is_not_called_done(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with pytest.raises(ValueError, match="boom"), ProgressDisplay() as progress:
        progress("loading")
        raise ValueError("boom")
    assert "loading:" not in stream.getvalue()


def test_a_base_install_shows_lines_on_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with ProgressDisplay() as progress:
        progress("loading")
    assert stream.getvalue() == "loading ...\n"
