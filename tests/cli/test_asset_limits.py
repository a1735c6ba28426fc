"""Models that are too large for an app's assets, or for the store that delivers the app."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from litert_sdkgen.project import asset_limits

from .conftest import Cli

ADVICE = (
    "Shrink it with --quantize, or keep it out of the module: export it with --no-sources to another folder, bring that to the device by "
    "an asset pack of Google Play or a download, and open it with fromDirectory"
)


@pytest.fixture
def sized(golden_bundle: Callable[[str], Path]) -> Callable[[int], Path]:
    """A bundle among the assets of a module, whose manifest tells the model's size."""

    def make(size: int) -> Path:
        bundle = golden_bundle("plain_dense")
        (bundle.parents[3] / "build.gradle").write_text("android { namespace 'com.example.app' }")
        manifest = json.loads((bundle / "manifest.json").read_text())
        (bundle / "manifest.json").write_text(json.dumps({**manifest, "model": {**manifest["model"], "bytes": size}}))
        return bundle

    return make


def test_generate_refuses_what_no_asset_can_hold(cli: Cli, sized: Callable[[int], Path], tmp_path: Path) -> None:
    bundle = sized(2_147_483_648)
    outcome = cli("generate", bundle, "--out", tmp_path / "out")
    assert (outcome.code, outcome.error) == (
        1,
        f"model.tflite has 2147483648 bytes, and an asset of an app can have 2147483647. {ADVICE}",
    )
    assert not (tmp_path / "out").exists()
    elsewhere = bundle.rename(tmp_path / "plain_dense")
    for options in ([], ["--target", "jvm"]):
        assert cli("generate", elsewhere, "--out", tmp_path / "out", *options).code == 0, "outside of an app's assets there is no limit"


def test_generate_warns_of_what_the_store_refuses(cli: Cli, sized: Callable[[int], Path], tmp_path: Path) -> None:
    bundle = sized(200_000_001)
    outcome = cli("generate", bundle, "--out", tmp_path / "out")
    assert (outcome.code, outcome.err) == (
        0,
        f"litert-sdkgen: warning: model.tflite has 200000001 bytes, and Google Play takes apps up to 200000000. {ADVICE}\n",
    )
    assert cli("generate", bundle, "--out", tmp_path / "out", "--target", "jvm").err == ""


def test_export_knows_the_limits_before_anything_is_written(
    cli: Cli, keras_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["export", "--model", keras_file, "--name", "digits", "--out"]
    monkeypatch.setattr(asset_limits, "STORE_BYTES", 100)
    warned = cli(*command, tmp_path / "app")
    assert warned.code == 0 and "bytes, and Google Play takes apps up to 100. Shrink it" in warned.err
    monkeypatch.setattr(asset_limits, "ASSET_BYTES", 100)
    gradle = tmp_path / "gradle"
    gradle.mkdir()
    (gradle / "build.gradle").write_text("litertSdk { }")
    for out in (tmp_path / "new", gradle):
        outcome = cli(*command, out)
        assert outcome.code == 1 and "bytes, and an asset of an app can have 100. Shrink it" in outcome.error
        assert not (out / "src").exists()
    assert cli(*command, tmp_path / "bundle", "--no-sources").code == 0
    assert cli(*command, tmp_path / "jvm", "--target", "jvm").code == 0
