"""verify: files, signatures and answers."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Cli


def rewrite(bundle: Path, name: str, change: Callable[[Any], None]) -> None:
    """Changes a JSON file of the bundle, and the manifest's record of it as an exporter would have made it."""
    value = json.loads((bundle / name).read_text())
    change(value)
    content = json.dumps(value).encode()
    (bundle / name).write_bytes(content)
    if name != "manifest.json":
        manifest = json.loads((bundle / "manifest.json").read_text())
        for asset in manifest["assets"]:
            if asset["file"] == name:
                asset.update(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
        (bundle / "manifest.json").write_text(json.dumps(manifest))


def test_an_untouched_bundle_passes(cli: Cli, exported: Path) -> None:
    outcome = cli("verify", exported)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[:2] == ["files: 2 as exported", "signatures: 1 as in the manifest"]
    assert len(lines) == 5
    for i, line in enumerate(lines[2:]):
        assert line.startswith(f"sample {i}: sum differs from Keras by ")


@pytest.mark.parametrize("name", ["model.tflite", "samples.json"])
def test_an_altered_or_missing_file_fails(cli: Cli, bundle: Path, name: str) -> None:
    content = bytearray((bundle / name).read_bytes())
    content[-1] ^= 1
    (bundle / name).write_bytes(content)
    outcome = cli("verify", bundle)
    assert outcome.code == 1
    assert f"{name}: altered since the export: size or SHA-256 differ from the manifest" in outcome.error
    (bundle / name).unlink()
    outcome = cli("verify", bundle)
    assert outcome.code == 1
    assert f"{name}: missing; the manifest lists it" in outcome.error


def test_another_answer_than_keras_fails(cli: Cli, bundle: Path) -> None:
    def change(samples: Any) -> None:
        samples["samples"][1]["outputs"]["sum"][2] += 0.01

    rewrite(bundle, "samples.json", change)
    outcome = cli("verify", bundle)
    assert outcome.code == 1
    assert "sample 1: sum differs from Keras by 0.01 (allowed 0.0001" in outcome.out
    assert "sample 1: not what Keras answered at export" in outcome.error
    assert "sample 0" not in outcome.error and "sample 2" not in outcome.error


def test_eight_bit_weights_are_measured_by_cosine(cli: Cli, bundle: Path) -> None:
    def quantized(manifest: Any) -> None:
        manifest["verification"].update(min_cosine=0.99, tolerance=0.0)
        manifest["model"]["quantization"] = {"mode": "dynamic_int8"}

    rewrite(bundle, "manifest.json", quantized)
    outcome = cli("verify", bundle)
    assert outcome.code == 0 and "sum has the cosine 1.0000 to Keras (at least 0.98)" in outcome.out

    def negate(samples: Any) -> None:
        samples["samples"][0]["outputs"]["sum"] = [-value for value in samples["samples"][0]["outputs"]["sum"]]

    rewrite(bundle, "samples.json", negate)
    outcome = cli("verify", bundle)
    assert outcome.code == 1 and "sum has the cosine -1.0000" in outcome.out


def test_every_nth_element_and_patterns_are_understood(cli: Cli, bundle: Path) -> None:
    def change(samples: Any) -> None:
        values = samples["samples"][0]["outputs"]["sum"]
        samples["samples"] = samples["samples"][:1]
        samples["samples"][0]["outputs"]["sum"] = {"every": 2, "values": values[::2]}

    rewrite(bundle, "samples.json", change)
    assert cli("verify", bundle).code == 0
    rewrite(bundle, "samples.json", lambda samples: samples["samples"][0]["inputs"].update(a={"pattern": 1}))
    assert cli("verify", bundle).code == 1


def test_another_list_order_than_recorded_fails(cli: Cli, bundle: Path) -> None:
    def swap(manifest: Any) -> None:
        first, second = manifest["signatures"][0]["inputs"]
        first["list_index"], second["list_index"] = 1, 0

    rewrite(bundle, "manifest.json", swap)
    outcome = cli("verify", bundle)
    assert outcome.code == 1
    assert "expected the inputs a:float32[1, 4] (list index 1, position 0), b:int32[1, 3] (list index 0, position 1). " in outcome.error
    assert "Received: a:float32[1, 4] (list index 0, position 0)" in outcome.error


def test_samples_that_are_none_are_an_error(cli: Cli, bundle: Path) -> None:
    rewrite(bundle, "samples.json", lambda samples: samples["samples"][0]["inputs"].pop("a"))
    outcome = cli("verify", bundle)
    assert outcome.code == 1
    assert "expected samples as an export writes them: KeyError: 'a'" in outcome.error


def test_a_bundle_without_samples_says_so(cli: Cli, bundle: Path) -> None:
    rewrite(bundle, "manifest.json", lambda manifest: manifest.pop("samples"))
    outcome = cli("verify", bundle)
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "samples: none in this bundle"
