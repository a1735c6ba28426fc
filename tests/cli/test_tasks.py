"""Texts and pictures from end to end: a preset is exported, and run answers as KerasHub itself does."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_models
from PIL import Image

from .conftest import Cli

LABELS = ["a film's end", 'the "good" */ one']


@pytest.fixture(scope="module")
def classifier() -> Any:
    return tiny_models.bert_classifier()


@pytest.fixture(scope="module")
def preset(classifier: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory made by save_to_preset."""
    directory = tmp_path_factory.mktemp("presets") / "TinyBert"
    classifier.save_to_preset(str(directory))
    return directory


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.txt"
    path.write_text("\n".join(LABELS))
    return path


def scores(out: str) -> dict[str, float]:
    """What run printed, in its order."""
    pairs = (line.rpartition(" ") for line in out.splitlines())
    return {label: float(score) for label, _, score in pairs}


def softmax(logits: Any) -> Any:
    powers = np.exp(np.asarray(logits, np.float64)[0])
    return powers / powers.sum()


def test_a_text_classifier(cli: Cli, classifier: Any, preset: Path, labels: Path, tmp_path: Path) -> None:
    outcome = cli("export", "--preset", preset, "--out", tmp_path / "app", "--labels", labels)
    assert outcome.code == 0, outcome.err
    assert "Sources: litert.TinyBert in " in outcome.out
    bundle = tmp_path / "app/src/main/assets/tiny_bert"
    for text in (["the film was good ."], ["the food", "was bad !"], [""]):
        outcome = cli("run", bundle, *text, "--preset", preset)
        assert (outcome.code, outcome.err) == (0, "")
        given = scores(outcome.out)
        expected = dict(zip(LABELS, softmax(classifier.predict(tuple([part] for part in text), verbose=0)), strict=True))
        assert list(given) == sorted(LABELS, key=lambda label: -expected[label]), "best first"
        assert given == pytest.approx(expected, abs=2e-6)
    assert len(cli("run", bundle, "x", "--preset", preset, "--top", "1").out.splitlines()) == 1
    verified = cli("verify", bundle)
    assert verified.code == 0 and "sample 5: logits differs from Keras by " in verified.out
    assert cli("generate", bundle, "--out", tmp_path / "app/src/main/kotlin", "--check").code == 0


def test_what_run_is_not_given_right(cli: Cli, preset: Path, labels: Path, tmp_path: Path) -> None:
    assert cli("export", "--preset", preset, "--out", tmp_path / "app", "--no-sources").code == 0
    bundle = tmp_path / "app/src/main/assets/tiny_bert"
    for texts in ([], ["a", "b", "c"]):
        outcome = cli("run", bundle, *texts)
        assert outcome.code == 2 and f"expected one text, or two for a model of pairs. Received: {len(texts)}" in outcome.error
    outcome = cli("run", bundle, "a text")
    assert outcome.code == 1 and "name it with --preset" in outcome.error
    outcome = cli("run", bundle, "a text", "--preset", tmp_path / "nowhere")
    assert outcome.code == 1 and "there is no preset" in outcome.error


@pytest.mark.parametrize(
    ("options", "code", "text"),
    [
        (["--labels", "THREE"], 2, "--labels: expected 2 labels, one for each class of the model. Received: 3"),
        (["--sequence-length", "65"], 2, "64"),
        (["--task", "nonsense"], 2, "--task: expected "),
        (["--task", "image_classifier", "--labels", "THREE"], 2, "ImageClassifier"),
    ],
)
def test_options_that_do_not_fit_the_model(cli: Cli, preset: Path, tmp_path: Path, options: list[str], code: int, text: str) -> None:
    three = tmp_path / "three.json"
    three.write_text('["a", "b", "c"]')
    outcome = cli("export", "--preset", preset, "--out", tmp_path / "app", *(str(three) if o == "THREE" else o for o in options))
    assert outcome.code == code
    assert text in outcome.error
    assert not (tmp_path / "app").exists()


def test_a_preset_that_cannot_be_read(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = cli("export", "--preset", tmp_path / "empty", "--out", tmp_path / "app")
    assert outcome.code == 1
    assert "the directory has no config.json" in outcome.error
    assert not (tmp_path / "app").exists()


def test_a_random_head_is_announced(cli: Cli, classifier: Any, labels: Path, tmp_path: Path) -> None:
    classifier.backbone.save_to_preset(str(tmp_path / "bare"))
    classifier.preprocessor.save_to_preset(str(tmp_path / "bare"))
    command = ["export", "--preset", tmp_path / "bare", "--out", tmp_path / "app", "--task", "text_classifier"]
    outcome = cli(*command)
    assert outcome.code == 2 and "--labels" in outcome.error
    outcome = cli(*command, "--labels", labels)
    assert outcome.code == 0, outcome.err
    (warning,) = [line for line in outcome.err.splitlines() if line.startswith("litert-sdkgen: warning: ")]
    assert "random" in warning


def test_an_image_classifier(cli: Cli, tmp_path: Path) -> None:
    classifier = tiny_models.image_classifier()
    classifier.save_to_preset(str(tmp_path / "tiny_image"))
    labels = tmp_path / "labels.json"
    labels.write_text('["0", "1", "2", "3"]')
    outcome = cli("export", "--preset", tmp_path / "tiny_image", "--out", tmp_path / "app", "--labels", labels)
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/tiny_image"
    pixels = np.random.default_rng(5).integers(0, 256, (40, 56, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    outcome = cli("run", bundle, tmp_path / "picture.png", "--preset", tmp_path / "tiny_image")
    assert (outcome.code, outcome.err) == (0, "")
    expected = dict(zip("0123", softmax(classifier.predict(pixels[np.newaxis].astype(np.float32), verbose=0)), strict=True))
    assert scores(outcome.out) == pytest.approx(expected, abs=2e-6)
    verified = cli("verify", bundle)
    assert verified.code == 0 and "left out: it is a picture (sample_0.png)" in verified.out
    outcome = cli("run", bundle, "no-such.png")
    assert outcome.code == 2 and "expected the file of one picture. Received: 'no-such.png'" in outcome.error
    outcome = cli("run", bundle, labels, "--preset", tmp_path / "tiny_image")
    assert outcome.code != 0 and "labels.json" in outcome.error and "unexpected" not in outcome.error
