"""`run --chat`: turn by turn what Keras answers to all that was said, through a pipe and in a terminal."""

import io
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bundle_factory
import conversations
import pytest
import tiny_language_models
from vectors.chat import MAX_TOKENS, TALKS, talks

from litert_sdkgen import chat
from litert_sdkgen.bundle import Bundle

from .conftest import Cli

Talk = Callable[..., Any]
_PATIENCE = 120
"""Seconds without a character from the terminal."""
_CONTROLLING = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Runs a command whose terminal is that of its new session, so that Ctrl-C is a signal, also where the tests were started to ignore it.

A process of its own, since code of ours between fork and exec may wait forever for a lock that one of TensorFlow's threads held.
"""


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_language_models.llama3(context=bundle_factory.CHAT_CONTEXT)


@pytest.fixture(scope="module")
def preset(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("presets") / "tiny_chat"
    model.save_to_preset(str(directory))
    return directory


@pytest.fixture(scope="module")
def bundle(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return bundle_factory.bundle("tiny_chat", model, tmp_path_factory.mktemp("bundles"), chat_template=conversations.TEMPLATES["llama3"])


@pytest.fixture
def talk(cli: Cli, bundle: Bundle, preset: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """`run --chat` with `lines` as the standard input."""

    def call(lines: str, *options: object) -> Any:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return cli("run", "--chat", bundle.directory, "--preset", preset, "--greedy", "--max-tokens", MAX_TOKENS, *options)

    return call


def test_answers_equal_keras_turn_by_turn(talk: Talk, model: Any) -> None:
    for (system, texts), expected in zip(TALKS, talks(model), strict=True):
        outcome = talk("\n\n".join(texts) + "\n", *(("--system", system) if system else ()))
        assert outcome.code == 0, outcome.err
        assert outcome.out == "".join(turn["answer"] + "\n" for turn in expected["turns"])


def test_ctrl_c_ends_an_answer_that_stays_as_far_as_it_came(talk: Talk, model: Any, bundle: Bundle, capsys: Any, monkeypatch: Any) -> None:
    shown: list[str] = []

    class Interrupting(io.StringIO):
        def write(self, text: str) -> int:
            shown.append(text)
            if "".join(shown).strip() and "\n" not in text and len(shown) == 4:
                os.kill(os.getpid(), signal.SIGINT)
            return len(text)

    with capsys.disabled():
        monkeypatch.setattr(sys, "stdout", Interrupting())
        before = signal.getsignal(signal.SIGINT)
        assert talk("Hello world\nThe cat sat.\n").code == 0
    first, second, _ = "".join(shown).split("\n")
    whole = talks(model)[0]["turns"][0]["answer"]
    assert whole.startswith(first.rstrip("\ufffd")) and first != whole
    history = [{"role": "user", "content": "Hello world"}, {"role": "assistant", "content": first}]
    variables = {"bos_token": "<|begin_of_text|>", "eos_token": "<|end_of_text|>"}
    text = chat.render(conversations.TEMPLATES["llama3"], [*history, {"role": "user", "content": "The cat sat."}], variables)
    prompt = text.removeprefix("<|begin_of_text|>")
    length = len(model.preprocessor.tokenizer(prompt)) + 1
    assert second == model.generate(prompt, max_length=length + MAX_TOKENS, strip_prompt=True)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_long_conversation_ends_or_forgets(talk: Talk) -> None:
    lines = "".join(f"The quick brown fox jumps over the lazy dog {i}\n" for i in range(12))
    outcome = talk(lines)
    assert outcome.code == 2 and 2 < outcome.out.count("\n") < 12 and "--context-end slide" in outcome.error, outcome.err
    sliding = talk(lines, "--context-end", "slide", "--system", "Be brief.")
    assert (sliding.code, sliding.out.count("\n")) == (0, 12), sliding.err


def test_what_cannot_be_a_conversation(cli: Cli, talk: Talk, tmp_path: Path) -> None:
    outcome = talk("", "a prompt")
    assert outcome.code == 2 and outcome.error.startswith("--chat: messages are typed, or come as lines")
    mute = bundle_factory.bundle("mute", tiny_language_models.gpt2(context=24), tmp_path)
    assert "exported without a chat template. Export it with --chat-template" in cli("run", mute.directory, "--chat").error


def test_in_a_terminal(bundle: Bundle, preset: Path, model: Any) -> None:
    """Without a prompt. Ctrl-C at the prompt takes back what was typed, Ctrl-D ends."""
    master, slave = pty.openpty()
    run = [sys.executable, "-m", "litert_sdkgen", "run", bundle.directory, "--preset", preset, "--greedy", "--max-tokens", str(MAX_TOKENS)]
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _CONTROLLING, *run]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=root, start_new_session=True) as process:
        try:
            os.close(slave)
            shown = _Shown(master)
            shown.until("> ")
            os.write(master, b"never sent\x03")
            shown.until("> ")
            for turn in talks(model)[0]["turns"]:
                os.write(master, turn["user"].encode() + b"\n")
                assert turn["answer"] in shown.until("\n> ").replace("\r\n", "\n")
            os.write(master, b"\x04")
            assert process.wait(60) == 0
        finally:
            process.kill()
    os.close(master)


class _Shown:
    """What comes from a terminal."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = ""

    def until(self, end: str) -> str:
        while end not in self._rest:
            ready, _, _ = select.select([self._descriptor], [], [], _PATIENCE)
            assert ready, f"expected {end!r}, received {self._rest!r}"
            self._rest += os.read(self._descriptor, 4096).decode(errors="replace").replace("\r\n", "\n")
        found, _, self._rest = self._rest.partition(end)
        return found
