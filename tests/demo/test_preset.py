"""The embedded preset: loads by KerasHub's own means, does what its figures say, and carries nothing of the machine that made it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import keras_hub
import numpy as np
import pytest

from litert_sdkgen import demo
from litert_sdkgen.demo import evaluation, sentences

PACKAGE = Path(demo.__file__).parent
PRESET = demo.PRESETS["demo_sentiment_en"]
METRICS = json.loads((PACKAGE / "metrics.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def classifier() -> Any:
    return keras_hub.models.TextClassifier.from_preset(str(PRESET))


def test_accuracy_is_what_the_figures_say(classifier: Any) -> None:
    everything = sentences.read()
    for part, recorded in ((sentences.held_out(everything), METRICS["held_out"]), (sentences.training(everything), METRICS["training"])):
        assert len(part) == recorded["sentences"]
        assert evaluation.count_correct(classifier, part) == recorded["correct"]
    held_out = METRICS["held_out"]
    assert held_out["accuracy"] == round(held_out["correct"] / held_out["sentences"], 4) >= 0.8
    assert held_out["interval_95"] == [round(bound, 4) for bound in evaluation.wilson_interval(held_out["correct"], held_out["sentences"])]


def test_the_readme_quotes_the_figures() -> None:
    held_out, training = METRICS["held_out"], METRICS["training"]
    low, high = (f"{100 * bound:.1f}" for bound in held_out["interval_95"])
    correct, total = held_out["correct"], held_out["sentences"]
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    assert f"**{100 * correct / total:.1f} %** ({correct} of {total}; 95 % interval {low} to {high} %)" in text
    assert f"({training['correct']:,} of {training['sentences']:,})" in text
    assert f"{METRICS['parameters']:,} parameters" in text and f"{METRICS['vocabulary_size']:,} tokens" in text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("a wonderful film", "positive"),
        ("The best pizza in the city!", "positive"),
        ("the food was terrible", "negative"),
        ("not good at all", "negative"),
        ("The room was dirty and the staff were rude.", "negative"),
    ],
)
def test_plain_sentences_get_the_plain_answer(classifier: Any, text: str, label: str) -> None:
    assert demo.LABELS[int(np.argmax(classifier.predict([text], verbose=0)))] == label


def test_the_architecture_is_what_the_readme_says(classifier: Any) -> None:
    assert type(classifier).__name__ == "BertTextClassifier"
    assert (classifier.num_classes, classifier.preprocessor.sequence_length) == (len(demo.LABELS), 64)
    assert classifier.backbone.max_sequence_length == 64
    assert classifier.preprocessor.tokenizer.lowercase
    assert METRICS["parameters"] == classifier.count_params()
    assert METRICS["vocabulary_size"] == classifier.preprocessor.tokenizer.vocabulary_size() == classifier.backbone.vocabulary_size


def test_no_weight_is_left_at_its_initial_value(classifier: Any) -> None:
    """An export that dropped a bias or a normalization would go unnoticed on zeros and ones."""
    for weight in classifier.weights:
        values = weight.numpy()
        if values.ndim == 1:
            assert not np.any(values == (1.0 if weight.path.endswith("gamma") else 0.0)), weight.path


def test_no_english_word_is_unknown(classifier: Any) -> None:
    tokenizer = classifier.preprocessor.tokenizer
    unknown = tokenizer.token_to_id(tokenizer.oov_token)
    for text in [*(sentence.text for sentence in sentences.read()), "Zyzzyva quixotically jinxed 1984's vortex @ 50% {off} ~now~"]:
        if text.isascii():
            assert unknown not in np.asarray(tokenizer(text)), text


def test_the_preset_is_small_and_says_nothing_about_where_or_when_it_was_made() -> None:
    files = [path for path in PRESET.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 2_000_000
    for path in (path for path in files if path.suffix == ".json"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'"[^"]*(?:(?<![\w:])/\w|[A-Z]:\\)|date|\b20\d\d-\d\d', text), path.name


def test_the_training_script_writes_what_ships(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "litert_sdkgen.demo.train", "--out", str(tmp_path), "--epochs", "1"]
    output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PACKAGE.parent.parent).stdout
    written = {path.relative_to(tmp_path / "preset") for path in (tmp_path / "preset").rglob("*")}
    assert written == {path.relative_to(PRESET) for path in PRESET.rglob("*")}
    for name in ("config.json", "tokenizer.json", "preprocessor.json", "task.json", "metadata.json", "assets/tokenizer/vocabulary.txt"):
        assert (tmp_path / "preset" / name).read_bytes() == (PRESET / name).read_bytes(), name
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert metrics.keys() == METRICS.keys() and json.loads(output) == metrics["held_out"]
