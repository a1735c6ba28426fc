"""inspect: a bundle's or a file's tables."""

from collections.abc import Callable
from pathlib import Path

from .conftest import Cli


def test_it_shows_a_plain_bundle(cli: Cli, exported: Path) -> None:
    outcome = cli("inspect", exported)
    assert (outcome.code, outcome.err) == (0, "")
    lines = [" ".join(line.split()) for line in outcome.out.splitlines()]
    assert "plain_dense: tensors" in lines
    assert "signature 'serving_default'" in lines
    assert "name dtype shape list index position Keras name quantization" in lines
    assert "input a float32 [1, 4] 0 0 a" in lines
    assert "input b int32 [1, 3] 1 1 b" in lines
    assert "output sum float32 [1, 5] 0 0" in lines
    assert any(line.startswith("verification 6 runs, at most ") for line in lines)
    assert cli("inspect", exported / "manifest.json").out == outcome.out


def test_it_shows_a_bare_file(cli: Cli, exported: Path) -> None:
    outcome = cli("inspect", exported / "model.tflite")
    assert (outcome.code, outcome.err) == (0, "")
    lines = [" ".join(line.split()) for line in outcome.out.splitlines()]
    assert "input b int32 [1, 3] 1 1" in lines
    assert "output sum float32 [1, 5] 0 0" in lines


def test_it_shows_steps_labels_and_contract(cli: Cli, golden_bundle: Callable[[str], Path]) -> None:
    bundle = golden_bundle("demo_sentiment_en")
    (bundle / "labels.json").write_text('["negative", "pos\\u001b[31mitive"]')
    outcome = cli("inspect", bundle)
    lines = [" ".join(line.split()) for line in outcome.out.splitlines()]
    assert 'tokenizer.type "wordpiece"' in lines
    assert 'packer.type "multi_segment"' in lines
    assert 'activation "softmax"' in lines
    assert "number of labels 2 (negative, pos\\x1b[31mitive)" in lines, "a terminal must not obey a label"
    assert any(line.startswith("contract ") and len(line) == len("contract ") + 64 for line in lines)


def test_it_shows_run_time_sizes_and_quantization(cli: Cli, golden_bundle: Callable[[str], Path]) -> None:
    out = cli("inspect", golden_bundle("quantized_batch")).out
    assert "[batch, " in out and "zero point" in out


def test_it_shows_all_signatures_and_the_state(cli: Cli, golden_bundle: Callable[[str], Path]) -> None:
    out = cli("inspect", golden_bundle("two_signatures_state")).out
    assert "\nstate\n" in out and out.count("\nsignature ") == 2


def test_missing_labels_are_said_where_they_would_stand(cli: Cli, golden_bundle: Callable[[str], Path]) -> None:
    outcome = cli("inspect", golden_bundle("demo_sentiment_en"))
    assert outcome.code == 0
    assert "the labels cannot be read" in outcome.out


def test_neither_a_bundle_nor_a_model(cli: Cli, tmp_path: Path) -> None:
    outcome = cli("inspect", tmp_path)
    assert outcome.code == 1 and "expected a bundle with a readable manifest.json" in outcome.error
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"TFL3 but no model")
    outcome = cli("inspect", broken)
    assert outcome.code == 1 and "LiteRT cannot load this file" in outcome.error
