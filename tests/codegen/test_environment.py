"""Text from a model cannot become code by accident."""

import json
from typing import Any

import jinja2
import pytest
from markupsafe import Markup

from litert_sdkgen.codegen import generate
from litert_sdkgen.codegen.environment import environment
from litert_sdkgen.manifest import Manifest, read

from .cases import CASES, GOLDEN, LANGUAGES, manifest_of, options_of

LABELS = ['say "hi"', "$HOME ${x}", "*/ evil() /*", "two\nlines", "🙂", "</script>", "\\u0022"]


@pytest.mark.parametrize("value", ["text", b"bytes", None, True, ["a"], Markup])
def test_only_code_and_numbers_are_printed(value: Any) -> None:
    with pytest.raises(TypeError, match="expected code or a number"):
        environment().from_string("{{ value }}").render(value=value)


@pytest.mark.parametrize("value", [Markup("code"), 3, 2.5])
def test_code_and_numbers_are_printed(value: Any) -> None:
    assert environment().from_string("Map<String, {{ value }}>").render(value=value) == f"Map<String, {value}>"


def test_undefined_names_raise() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ value.missing }}").render(value=3)


def test_there_is_no_way_around() -> None:
    with pytest.raises(jinja2.TemplateAssertionError):
        environment().from_string("{{ value|safe }}")


@pytest.mark.parametrize("case", CASES)
def test_nothing_was_escaped_for_html(case: str) -> None:
    for language in LANGUAGES:
        for path, text in generate(manifest_of(case), options_of(case, language)).items():
            for entity in ("&lt;", "&gt;", "&amp;", "&#39;", "&#34;"):
                assert entity not in text.replace("&#34; &#10;", ""), path  # the hostile key, which javadoc wrote on purpose


def poison(value: Any, text: str, at: tuple[str, ...] = ()) -> Any:
    """`value` with `text` in every free string that the contract leaves out."""
    free = {"class", "preset", "keras_name", "oov_token", "suffix_indicator", "special_tokens", "versions", "left_out", "refused_routes"}
    if isinstance(value, dict):
        return {key: poison(item, text, (*at, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [poison(item, text, at) for item in value]
    return text if isinstance(value, str) and free.intersection(at) else value


@pytest.mark.parametrize("text", LABELS)
@pytest.mark.parametrize("case", CASES)
def test_free_text_does_not_reach_sources(case: str, text: str) -> None:
    form = json.loads((GOLDEN / case / "manifest.json").read_text(encoding="utf-8"))
    poisoned: Manifest = read(json.dumps(poison(form, text)))
    assert poisoned != manifest_of(case)
    for language in LANGUAGES:
        assert generate(poisoned, options_of(case, language)) == generate(manifest_of(case), options_of(case, language))
