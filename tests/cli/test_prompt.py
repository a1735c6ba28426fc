"""A language model from end to end: a preset is exported, and run answers as KerasHub's generate does."""

import json
from pathlib import Path
from typing import Any

import pytest
import tiny_language_models

from .conftest import Cli


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_language_models.gemma()


@pytest.fixture(scope="module")
def preset(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory made by save_to_preset."""
    directory = tmp_path_factory.mktemp("presets") / "TinyGemma"
    model.save_to_preset(str(directory))
    return directory


@pytest.fixture
def bundle(cli: Cli, preset: Path, tmp_path: Path) -> Path:
    outcome = cli("export", "--preset", preset, "--out", tmp_path / "app", "--context-length", "48")
    assert outcome.code == 0, outcome.err
    assert "Sources: litert.TinyGemma in " in outcome.out
    return tmp_path / "app/src/main/assets/tiny_gemma"


def test_run_continues_a_prompt(cli: Cli, model: Any, preset: Path, bundle: Path) -> None:
    for prompt in ("The quick brown fox", "Naïve café: “日本語” 😀", ""):
        outcome = cli("run", bundle, prompt, "--preset", preset, "--greedy")
        assert outcome.code == 0, outcome.err
        assert outcome.out == model.generate(prompt, max_length=48, strip_prompt=True) + "\n"
    drawn = {cli("run", bundle, "The", "--preset", preset, "--seed", "3", "--max-tokens", "12").out for _ in range(2)}
    assert len(drawn) == 1
    wrapper = next((bundle.parents[1]).rglob("TinyGemma.kt")).read_text()
    assert "fun generate(prompt: String, options: GenerationOptions" in wrapper and "kv_cache" not in wrapper


def test_verify_generates_again(cli: Cli, bundle: Path) -> None:
    outcome = cli("verify", bundle)
    assert outcome.code == 0, outcome.err
    assert "of 47 tokens after a prompt of 1 are those of Keras" in outcome.out
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert manifest["task"] == "causal_lm" and manifest["postprocess"]["context_length"] == 48


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "run: expected one prompt. Received: 0"),
        (["a", "b"], "run: expected one prompt. Received: 2"),
        (["The quick brown fox " * 40], "the prompt has"),
    ],
)
def test_prompts_that_cannot_be(cli: Cli, preset: Path, bundle: Path, arguments: list[str], message: str) -> None:
    outcome = cli("run", bundle, *arguments, "--preset", preset)
    assert (outcome.code, outcome.out) == (2, "") and outcome.error.startswith(message)


def test_a_context_is_for_language_models(cli: Cli, tmp_path: Path) -> None:
    outcome = cli("export", "--preset", "demo_sentiment_en", "--out", tmp_path / "app", "--context-length", "48")
    assert outcome.code == 2 and "--context-length: for language models; this is a text_classifier" in outcome.error
