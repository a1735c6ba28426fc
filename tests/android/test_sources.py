"""The sample app as an example: of models it knows what the generated classes offer."""

import re

from .sample import APP

SOURCES = APP / "app" / "src"


def test_only_the_engine_knows_a_runtime() -> None:
    """Tensors, buffers and interpreters are the wrappers' business; which accelerator to try is the app's."""
    runtimes = re.compile(r"\b(com\.google\.ai\.edge|org\.tensorflow)\b")
    found = [(path.relative_to(SOURCES).parts[0], path.name) for path in SOURCES.rglob("*.kt") if runtimes.search(path.read_text())]
    assert sorted(found) == [("compiled", "Engine.kt"), ("interpreter", "Engine.kt")]
