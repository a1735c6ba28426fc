"""`diff`: what a new bundle means for an app, in words and by exit code."""

import dataclasses
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from litert_sdkgen import manifest as manifests
from litert_sdkgen.bundle import Bundle
from litert_sdkgen.cli import main
from litert_sdkgen.differences import Effect, differences
from litert_sdkgen.manifest import Manifest

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


def bundle(directory: Path, manifest: Manifest) -> Bundle:
    directory.mkdir(parents=True)
    fixed = dataclasses.replace(manifest, contract=manifests.contract_of(manifest))
    (directory / "manifest.json").write_text(manifests.write(fixed), encoding="utf-8")
    return Bundle.read(directory, verify_files=False)


def golden(case: str) -> Manifest:
    return manifests.read((GOLDEN / case / "manifest.json").read_text(encoding="utf-8"))


def with_inputs(manifest: Manifest, *inputs: Any) -> Manifest:
    signature = dataclasses.replace(manifest.signatures[0], inputs=inputs)
    return dataclasses.replace(manifest, signatures=(signature,))


def resized(manifest: Manifest, length: int) -> Manifest:
    inputs = (dataclasses.replace(tensor, shape=(1, length)) for tensor in manifest.signatures[0].inputs)
    return with_inputs(manifest, *inputs)


def worst(tmp_path: Path, old: Manifest, new: Manifest) -> tuple[Effect, str]:
    changes = differences(bundle(tmp_path / "old", old), bundle(tmp_path / "new", new))
    return max((change.effect for change in changes), default=Effect.NONE), "\n".join(change.text for change in changes)


def test_the_same_bundle_has_no_differences(tmp_path: Path) -> None:
    assert differences(bundle(tmp_path / "a", golden("hostile")), bundle(tmp_path / "b", golden("hostile"))) == []


def test_another_model_of_the_same_contract_is_a_drop_in(tmp_path: Path) -> None:
    old = golden("demo_sentiment_en")
    model = dataclasses.replace(old.model, sha256=hashlib.sha256(b"new").hexdigest())
    step = dataclasses.replace(old.preprocess[0], tokenizer=dataclasses.replace(old.preprocess[0].tokenizer, lowercase=False))
    effect, text = worst(tmp_path, old, dataclasses.replace(old, model=model, preprocess=(step,)))
    assert effect is Effect.NONE
    assert "model: other content" in text and "preprocess[0].tokenizer.lowercase: True becomes False" in text


def test_a_longer_text_wants_a_new_wrapper_but_no_new_caller(tmp_path: Path) -> None:
    effect, text = worst(tmp_path, golden("demo_sentiment_en"), resized(golden("demo_sentiment_en"), 128))
    assert effect is Effect.REGENERATE
    assert "input 'token_ids' of 'serving_default': int32[1, 64] becomes int32[1, 128]" in text


def test_tensors_are_what_callers_of_a_tensors_model_pass(tmp_path: Path) -> None:
    old = golden("plain_dense")
    a, b = old.signatures[0].inputs
    for i, (new, expected) in enumerate(
        [
            (with_inputs(old, dataclasses.replace(a, shape=(1, 5)), b), "float32[1, 4] becomes float32[1, 5]"),
            (with_inputs(old, dataclasses.replace(a, name="c"), b), "input 'a' of 'serving_default': gone"),
            (with_inputs(old, b, a), "another order of parameters"),
        ]
    ):
        effect, text = worst(tmp_path / str(i), old, new)
        assert effect is Effect.BREAKING and expected in text


def test_another_task_breaks_callers(tmp_path: Path) -> None:
    effect, text = worst(tmp_path, golden("demo_sentiment_en"), golden("tiny_image"))
    assert effect is Effect.BREAKING and "task: text_classifier becomes image_classifier" in text


def test_the_command_tells_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle(tmp_path / "old", golden("plain_dense"))
    bundle(tmp_path / "same", golden("plain_dense"))
    bundle(tmp_path / "other", golden("hostile"))
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "same")]) == 0
    assert "the same" in capsys.readouterr().out
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "other")]) == 1
    assert "must change" in capsys.readouterr().out
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "absent")]) == 1


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("tiny_chat", {"prefill_16": 16, "prefill_128": 128, "decode": 1}),
        ("tiny_rwkv7", {"prefill_16": 16, "decode": 1}),
        ("tiny_bart", {"encode": 24, "decode": 1}),
        ("tiny_moonshine", {"decode": 1}),
        ("tiny_gemma3", {"prefill_16": 16, "decode": 1}),
    ],
)
def test_bench_counts_the_tokens_of_a_language_model(
    name: str, sizes: dict[str, int], bundles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What reads a sound or a picture has none."""
    assert main(["bench", str(bundles / name), "--runs", "3", "--threads", "1", "--json"]) == 0
    figures = {figure["signature"]: figure for figure in json.loads(capsys.readouterr().out)}
    assert {key for key, figure in figures.items() if "tokens_per_second" in figure} == set(sizes)
    for key, size in sizes.items():
        assert figures[key]["tokens_per_second"] == pytest.approx(size * 1000 / figures[key]["median_ms"])


def test_bench_shows_tokens_in_its_table(bundles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", str(bundles / "tiny_chat"), "--runs", "3", "--threads", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[-1] == "tokens/s"


def test_bench_measures_each_signature(bundles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", str(bundles / "plain_dense"), "--runs", "3", "--threads", "1", "--threads", "2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert [figure["threads"] for figure in figures] == [1, 2]
    assert all(0 < figure["median_ms"] <= figure["p90_ms"] and figure["load_ms"] > 0 for figure in figures)
    assert main(["bench", str(bundles / "plain_dense"), "--runs", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["signature", "threads", "load", "first", "run", "median", "90", "%", "memory"]
    assert [line.split()[:2] for line in lines[1:]] == [["serving_default", str(n)] for n in (1, 2, 4) if n <= (os.cpu_count() or 1)]
