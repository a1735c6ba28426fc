"""inspect: a bundle's or a file's tables."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from litert_sdkgen import file_contents
from litert_sdkgen.errors import MissingDependencyError
from litert_sdkgen.manifest import read

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


def test_it_tells_every_order(cli: Cli, bundles: Path) -> None:
    """The copy lists its inputs in reverse; the manifest that lies beside declares the order of the callers."""
    file = bundles / "plain_dense_permuted" / "model.tflite"
    lines = cli("inspect", file).out.splitlines()
    assert "  inputs of run(List): b, a" in lines
    assert "  inputs of Interpreter, by position: b, a" in lines
    assert "  inputs of Interpreter, by name: a, b" in lines
    (signature,) = json.loads(cli("inspect", file, "--json").out)["signatures"]
    assert signature["orders"]["inputs"] == {"list": ["b", "a"], "position": ["b", "a"], "name": ["a", "b"]}
    assert [(tensor["name"], tensor["list_index"]) for tensor in signature["inputs"]] == [("b", 0), ("a", 1)]


def test_it_counts_operations_and_weighs_layers(cli: Cli, bundles: Path) -> None:
    out = cli("inspect", bundles / "tiny_gpt2").out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "prefill_16 decode" in lines and "DYNAMIC_UPDATE_SLICE 4 4" in lines
    assert any(line.endswith("% token_embedding") for line in lines) and any("more (--json lists them)" in line for line in lines)
    form = json.loads(cli("inspect", bundles / "tiny_gpt2", "--json").out)
    assert form["operations"]["decode"]["GELU"] == 2
    assert next(iter(form["layers"])) == "token_embedding", "the largest first"
    assert 0.85 * form["bytes"] < sum(form["layers"].values()) < form["bytes"], "weights that two signatures share count once"
    assert form["manifest"]["name"] == form["name"] == "tiny_gpt2"
    assert read(json.dumps(form["manifest"])).contract == form["manifest"]["contract"]


def test_a_base_install_shows_the_rest(cli: Cli, exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(path: Path) -> None:
        raise MissingDependencyError("ai-edge-litert", "Reading a .tflite file")

    monkeypatch.setattr(file_contents, "read_contents", missing)
    outcome = cli("inspect", exported)
    assert outcome.code == 0 and "unknown: Reading a .tflite file needs ai-edge-litert" in outcome.out
    assert "operations" not in json.loads(cli("inspect", exported, "--json").out)


def test_a_spoiled_model_in_a_bundle(cli: Cli, bundle: Path) -> None:
    content = (bundle / "model.tflite").read_bytes()
    for spoiled in (b"", b"nothing of the kind", content[:8] + b"\xff" * 64 + content[72:]):
        (bundle / "model.tflite").write_bytes(spoiled)
        outcome = cli("inspect", bundle)
        assert outcome.code == 1 and "model.tflite: expected a .tflite file" in outcome.error
    (bundle / "model.tflite").unlink()
    assert "unknown: model.tflite is missing" in cli("inspect", bundle).out
