"""The pages for users of the generated code hold: messages are those of the sources, code is compiled, commands run."""

import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from litert_sdkgen.cli import main

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
COMPILED = [path for path in (ROOT / "tests" / "android" / "src" / "test").rglob("documented/**/*") if path.suffix in (".kt", ".java")]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_QUOTE = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
# A literal that goes on in the next line: `"... " +`, `'...' +`, or Python's adjacent ones.
_CONTINUED = re.compile(r"""["']\s*\+?\s*\n\s*f?["']|["'] \+ ["']""")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in a language; without one, those of commands."""
    return [match[2] for match in _BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")) if match[1] == language]


def sources() -> Iterator[str]:
    """What can print a message, with each message on a line of its own."""
    files = [ROOT / "build.gradle", *(ROOT / "litert_sdkgen").rglob("*.py"), *(ROOT / "templates" / "runtime").rglob("*.kt")]
    for file in files:
        yield _CONTINUED.sub("", file.read_text(encoding="utf-8")).replace('\\"', '"')


SOURCES = list(sources())


def is_printed(message: str) -> bool:
    """Whether a source holds the parts of `message`, between which `...` stands for what varies, in this order within one line."""
    parts = [part.strip() for part in message.split("...") if part.strip()]
    pattern = re.compile(r"[^\n]*?".join(map(re.escape, parts)))
    return any(pattern.search(text) for text in SOURCES)


QUOTES = _QUOTE.findall((DOCS / "troubleshooting.md").read_text(encoding="utf-8"))


def test_there_are_messages_to_look_for() -> None:
    assert len(QUOTES) > 30
    assert is_printed("expected contract ... but was") and not is_printed("but was ... expected contract")
    assert not is_printed("a message that ... nobody prints")


@pytest.mark.parametrize("message", QUOTES)
def test_messages_are_printed_as_quoted(message: str) -> None:
    assert is_printed(message), f"docs/troubleshooting.md: no source prints {message!r}"


@pytest.mark.parametrize("page", ["first_model.md", "update_a_model.md", "runtimes.md", "pictures.md"])
def test_code_is_what_the_sample_tests_compile_and_run(page: str) -> None:
    found = blocks(page, "kotlin") + blocks(page, "java")
    assert found
    texts = [path.read_text(encoding="utf-8") for path in COMPILED]
    for block in found:
        assert any(block.strip() in text for text in texts), f"docs/{page}: no file below documented/ holds\n{block}"


@pytest.mark.parametrize("build", ["", 'android { namespace = "com.example.app" }', "gradle"])
def test_the_first_model_is_there_after_its_commands(
    build: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a new folder, in a module, and in a module that the Gradle plug-in serves."""
    (tmp_path / "app").mkdir()
    (plug_in,) = blocks("first_model.md", "groovy")
    if build:
        (tmp_path / "app/build.gradle").write_text(plug_in if build == "gradle" else build)
    (command,) = set(commands("first_model.md"))  # the same one for both ways
    run(command, tmp_path, monkeypatch)
    out = capsys.readouterr().out
    assert (tmp_path / "app/src/main/assets/demo_sentiment_en/manifest.json").is_file()
    wrappers = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("DemoSentimentEn*")}
    package = "com/example/app/litert" if "namespace" in build else "litert"
    files = {f"app/src/main/kotlin/{package}/DemoSentimentEn.kt", f"app/src/test/kotlin/{package}/DemoSentimentEnSelfTest.kt"}
    assert wrappers == (set() if build == "gradle" else files)
    assert ("left to Gradle" in out) is (build == "gradle")
    assert ("implementation(" in out) is (build != "gradle")


def test_an_update_can_replace_what_was_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in commands("update_a_model.md"):
        run(command, tmp_path, monkeypatch)
    assert "The new bundle can replace the old one in a released app" in capsys.readouterr().out


def commands(page: str) -> list[str]:
    return [line for block in blocks(page, "") for line in textwrap.dedent(block).splitlines() if line.startswith("litert-sdkgen ")]


def run(command: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(directory)
    assert main(shlex.split(command)[1:]) == 0, command


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), ROOT / "README.md"]:
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", page.read_text(encoding="utf-8")):
            file = page.parent / target if target else page
            assert file.exists(), f"{page.name}: {target}"
            if anchor:
                titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
                assert anchor in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}, (
                    f"{page.name}: {target}#{anchor}"
                )
